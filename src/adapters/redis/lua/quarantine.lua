-- why, pairs of lease and message: leased tasks whose messages turned out to be unreadable. Several may have come
-- with one id, of which the last has the lease.
local ids, leases, messages, done = {}, {}, {}, {}
for i = 4, #ARGV, 2 do
    leases[#leases + 1], messages[#messages + 1] = ARGV[i], ARGV[i + 1]
    ids[#ids + 1] = id_of(ARGV[i + 1])
end
local records, held = call('HMGET', K.leases, unpack(ids)), held_of(ids, leases)
close(held)
for i, text in ipairs(records) do
    if text then
        local _, record = read_record(text)
        quarantine(leases[i], record.lane .. ' ' .. messages[i], ARGV[3])
    end
end
for i, h in ipairs(held) do done[i] = h.id end
forget(done)
return #held
