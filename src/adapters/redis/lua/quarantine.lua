-- Pairs of id and lease: leased tasks whose messages turned out to be unreadable.
local held, ids = held_from(3), {}
close(held)
for i, h in ipairs(held) do
    ids[i] = h.id
    local message = call('HGET', K.messages, h.id)
    if message then call('HSET', K.quarantine, h.lease, h.record.lane .. ' ' .. message) end
end
forget(ids)
return #ids
