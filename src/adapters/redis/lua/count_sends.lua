-- channel, how long ago each send began, in microseconds, oldest first.
local channel = tonumber(ARGV[3])
for i = 4, #ARGV do
    local at = now - tonumber(ARGV[i])
    if permits_left(channel, at) > 0 then grant(channel, at, 1) end
end
return 0
