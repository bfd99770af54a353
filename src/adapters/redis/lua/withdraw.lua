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
    if call('HEXISTS', K.leases, id) == 1 then
        set_mark(id, read_mark(call('HGET', K.marks, id)), true)
        return 1
    end
    take_out(Q[lane_of(message)], message)
    forget({id})
    return 0
end

local function withdraw_foreign(id, place)
    if place.held then return 1 end
    call('LREM', place.list, -1, place.message)
    return 0
end

local ids = {}
for i = 5, #ARGV do ids[#ids + 1] = ARGV[i] end
local foreign = find_foreign(ids)
for _, id in ipairs(ids) do
    local done = 2
    local message = call('HGET', K.messages, id)
    if message then
        done = withdraw_own(id, message)
    elseif foreign[id] then
        done = withdraw_foreign(id, foreign[id])
        foreign[id] = nil
    end
    if done ~= 1 then
        call('ZREM', K.foreign, id)
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
