-- The books of leases: a record for each leased task, its end in a sorted set, and how many a lane has.
-- A record is `lease end granted lane collected`: its name, its end, when its permit was granted (0: none),
-- and whether `ended` has given it out.
-- Those of one take differ in nothing but the name, so what follows it is written and read once.
local function write_rest(ends, granted, lane, collected)
    return string.format(' %d %d %d %d', ends, granted, lane, collected)
end

local rests = {}
local function read_record(text)
    local lease, rest = string.match(text, '^(%d+)( .+)$')
    local read = rests[rest]
    if not read then
        local ends, granted, lane, collected = string.match(rest, '^ (%d+) (%d+) (%d+) (%d)$')
        read = {
            ends = tonumber(ends),
            granted = tonumber(granted),
            lane = tonumber(lane),
            collected = tonumber(collected),
        }
        rests[rest] = read
    end
    return lease, read
end

-- The records of those leases that are the caller's still: not ended, or given to it by `ended`.
local function held_of(ids, leases)
    local out = {}
    if #ids == 0 then return out end
    local records = call('HMGET', K.leases, unpack(ids))
    for i, id in ipairs(ids) do
        if records[i] then
            local lease, record = read_record(records[i])
            if lease == leases[i] and (record.collected == 1 or record.ends > now) then
                out[#out + 1] = {id = id, lease = lease, record = record, at = i}
            end
        end
    end
    return out
end

-- The same of the pairs of id and lease from argument `first` on.
local function held_from(first)
    local ids, leases = {}, {}
    for i = first, #ARGV, 2 do
        ids[#ids + 1], leases[#leases + 1] = ARGV[i], ARGV[i + 1]
    end
    return held_of(ids, leases)
end

-- Takes leased tasks out of the books.
local function close(held)
    local ids, lanes, ended = {}, {}, {}
    for _, h in ipairs(held) do
        ids[#ids + 1] = h.id
        lanes[h.record.lane] = (lanes[h.record.lane] or 0) + 1
        if h.record.collected == 1 then ended[#ended + 1] = h.id end
    end
    if #ids == 0 then return end
    call('HDEL', K.leases, unpack(ids))
    call('ZREM', K.ends, unpack(ids))
    if #ended > 0 then call('ZREM', K.ended, unpack(ended)) end
    for lane, count in pairs(lanes) do call('HINCRBY', K.leased, lane, -count) end
end

-- Forgets tasks that are done with.
local function forget(ids)
    if #ids == 0 then return end
    call('HDEL', K.messages, unpack(ids))
    if call('EXISTS', K.marks) == 1 then call('HDEL', K.marks, unpack(ids)) end
end
