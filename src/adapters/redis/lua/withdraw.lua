-- how long and how many are remembered, ids. Answers for each: 0 removed, 1 leased, 2 absent.
local life, most = tonumber(ARGV[3]), tonumber(ARGV[4])
local out, graves = {}, {}

-- Looks from the end of the list that is nearer by time: in 10,000 messages a search costs up to a
-- millisecond.
local function take_out(list, message)
    local newest, oldest = call('LINDEX', list, 0), call('LINDEX', list, -1)
    if not newest then return end
    local from_newest = pushed_at(newest) - pushed_at(message) < pushed_at(message) - pushed_at(oldest)
    call('LREM', list, from_newest and 1 or -1, message)
end

local function withdraw_own(id, message)
    if call('HEXISTS', K.leases, id) == 1 then return 1 end
    take_out(Q[lane_of(message)], message)
    forget({id})
    return 0
end

local function withdraw_foreign(id, lane)
    if is_unacked(id) then return 1 end
    local list, message = waiting_foreign(id, lane)
    if message then call('LREM', list, -1, message) end
    call('ZREM', K.foreign, id)
    return message and 0 or 2
end

for i = 5, #ARGV do
    local id, done = ARGV[i], 2
    local message = call('HGET', K.messages, id)
    local lane = not message and foreign_lane(id)
    if message then
        done = withdraw_own(id, message)
    elseif lane then
        done = withdraw_foreign(id, lane)
    end
    if done ~= 1 then
        graves[#graves + 1] = digits(now)
        graves[#graves + 1] = id
    end
    out[#out + 1] = done
end
if #graves > 0 then
    local old = call('ZRANGEBYSCORE', K.tombstones, '-inf', now - life, 'LIMIT', 0, 1000)
    if #old > 0 then call('ZREM', K.tombstones, unpack(old)) end
    call('ZADD', K.tombstones, unpack(graves))
    local over = call('ZCARD', K.tombstones) - most
    if over > 0 then call('ZPOPMIN', K.tombstones, math.min(over, 1000)) end
end
return out
