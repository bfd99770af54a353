-- lease in microseconds, pairs of id and lease. Answers a flag for each.
local lease, flags = tonumber(ARGV[3]), {}
keep_time()
for i = 4, #ARGV, 2 do flags[#flags + 1] = 0 end
local ids, records, ends, score = {}, {}, {}, digits(now + lease)
for _, h in ipairs(held_from(4)) do
    if h.record.collected == 0 then
        ids[#ids + 1] = h.id
        records[#records + 1] = h.id
        records[#records + 1] = h.lease .. write_rest(now + lease, h.record.granted, h.record.lane, 0)
        ends[#ends + 1] = score
        ends[#ends + 1] = h.id
        flags[h.at] = 1
    end
end
if #records > 0 then
    -- Where its memory is full, Redis refuses only scripts whose first write needs more: so something goes
    -- first.
    call('ZREM', K.ends, unpack(ids))
    call('HSET', K.leases, unpack(records))
    call('ZADD', K.ends, unpack(ends))
end
return flags
