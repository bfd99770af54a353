-- lease in microseconds, how many. Answers, for each message of a stock producer, its name and the number of
-- its list, a space and its bytes: first those taken before that nobody has finished, then by priority. A
-- message keeps its name, for whoever has brought it to the log may say so.
local lease, max = tonumber(ARGV[3]), tonumber(ARGV[4])
local out, ends = {}, {}

local function give(name, message)
    ends[#ends + 1] = digits(now + lease)
    ends[#ends + 1] = name
    out[#out + 1] = name
    out[#out + 1] = message
end

for _, name in ipairs(call('ZRANGEBYSCORE', K.intake_ends, '-inf', now, 'LIMIT', 0, max)) do
    local message = call('HGET', K.intake, name)
    if message then
        give(name, message)
    else
        call('ZREM', K.intake_ends, name)
    end
end

local number = name_after(call('HGET', K.turns, 'lease'))
local before = number
for list = #Q + 1, #Q + 4 do
    local more = max - #out / 2
    for _, message in ipairs(more > 0 and call('RPOP', I[list], more) or {}) do
        number = number + 1
        local name = digits(number)
        message = list .. ' ' .. message
        call('HSET', K.intake, name, message)
        give(name, message)
    end
end
if number > before then call('HSET', K.turns, 'lease', digits(number)) end
if #ends > 0 then call('ZADD', K.intake_ends, unpack(ends)) end
return out
