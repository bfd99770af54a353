-- channel, how long ago each send began, in microseconds, oldest first.
local channel = tonumber(ARGV[3])
for i = 4, #ARGV do
    local at = now - tonumber(ARGV[i])
    forget_slots(channel, at)
    grant(channel, at, 1)
end
return 0
