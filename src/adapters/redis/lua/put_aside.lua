-- `strange` or `quarantine`, how many, of how many bytes each at most. Answers, for each message that was put
-- aside there, its name, how long it is with what stands before it, and its beginning with that; fewer where
-- they are long.
local key, most = K[ARGV[3]], tonumber(ARGV[5])
local kBytesMax = 4000000
local out, bytes = {}, 0
for _, name in ipairs(call('HRANDFIELD', key, ARGV[4])) do
    local text = call('HGET', key, name)
    local beginning = string.sub(text, 1, most)
    for _, value in ipairs({name, #text, beginning}) do out[#out + 1] = value end
    bytes = bytes + #beginning
    if bytes > kBytesMax then break end
end
return out
