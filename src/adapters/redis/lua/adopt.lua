-- What became of strange messages: for each its name; then `bad` and why, or its id, lane, returns and the message as
-- it should have been pushed. Another process may have been faster.
local graves = call('EXISTS', K.tombstones) == 1

local function adopt(id, lane, returns, message)
    if call('HSETNX', K.messages, id, message) == 1 then
        set_mark(id, returns, graves and is_buried(id))
    elseif call('HEXISTS', K.leases, id) == 1 then
        return
    else
        -- Here already; but perhaps what was strange was its only message, as Celery gives back what it took.
        message = call('HGET', K.messages, id)
        if call('LPOS', Q[lane], message) then return end
    end
    call('RPUSH', Q[lane], message)
end

local i = 3
while i <= #ARGV do
    local name, id = ARGV[i], ARGV[i + 1]
    local found = call('HGET', K.strange, name)
    if found then
        call('HDEL', K.strange, name)
        if id == 'bad' then
            quarantine(name, found, ARGV[i + 2])
        else
            adopt(id, tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3]), ARGV[i + 4])
        end
    end
    i = i + (id == 'bad' and 3 or 5)
end
return 0
