-- `done`, `again`, or `bad`; why they are bad; names. What is bad goes to the quarantine, what is to be taken
-- again has never been taken.
for i = 5, #ARGV do
    local name = ARGV[i]
    call('HDEL', K.intake_returns, name)
    if ARGV[3] == 'again' then
        call('ZADD', K.intake_ends, 'XX', digits(now), name)
    else
        local message = ARGV[3] == 'bad' and call('HGET', K.intake, name)
        call('ZREM', K.intake_ends, name)
        if message then quarantine(name, message, ARGV[4]) end
        call('HDEL', K.intake, name)
    end
end
return 0
