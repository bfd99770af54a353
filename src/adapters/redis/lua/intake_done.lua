-- Pairs of a name and `done` or `bad`; what is bad goes to the quarantine.
for i = 3, #ARGV, 2 do
    local name = ARGV[i]
    local message = call('HGET', K.intake, name)
    if message and ARGV[i + 1] == 'bad' then call('HSET', K.quarantine, name, message) end
    call('HDEL', K.intake, name)
    call('ZREM', K.intake_ends, name)
end
return 0
