-- Stands before every script, behind the names that keys.h writes: K (our keys), Q (a lane's list), F
-- (channels that are left to stock workers), L (limits by channel: count, span and slot width in
-- microseconds).
-- A lane is a number: four times the channel, and the priority, both as core/words.h counts them.
-- Arguments of every script: the run id of the Redis that the caller knows, and the moment in microseconds
-- (empty: Redis' own); its own follow.
-- Numbers above 10^14 lose digits in `..` and tostring: they are written by digits().
local call = redis.call
local run_id = ARGV[1]
local now = tonumber(ARGV[2])
if not now then
    local time = call('TIME')
    now = tonumber(time[1]) * 1000000 + tonumber(time[2])
end

local function digits(number)
    return string.format('%.0f', number)
end

-- Whether this queue holds what it should: the epoch is of this run of Redis, not of a snapshot's.
local function remembers()
    local epoch = call('GET', K.epoch)
    return epoch and string.sub(epoch, 1, #run_id) == run_id
end

local function channel_of(lane)
    return math.floor(lane / 4)
end

-- A message of ours begins with what a script needs of it, so that none has to read JSON and base64.
local function head(id, lane)
    return '{"headers":{"id":"' .. id .. '","tidings_lane":' .. lane .. ',"tidings_pushed":' .. digits(now)
end

local function read_head(message)
    local id, lane, pushed = string.match(
        message, '^{"headers":{"id":"([%x-]+%.%d+)","tidings_lane":(%d+),"tidings_pushed":(%d+),')
    return id, tonumber(lane), pushed
end

-- The number that names the last lease: the next ones count on from it, and it is kept by keep_name(). No
-- other lease has had them, not even one that an older snapshot does not know.
local function last_name()
    return math.max(tonumber(call('GET', K.last_lease)) or 0, now)
end

local function keep_name(number)
    call('SET', K.last_lease, number)
end

-- What few tasks have: how often they came back, and whether they were withdrawn before they were pushed.
local function read_mark(text)
    if not text then return 0, false end
    local returns, withdrawn = string.match(text, '^(%d+):(%d)$')
    return tonumber(returns), withdrawn == '1'
end

local function set_mark(id, returns, withdrawn)
    if returns > 0 or withdrawn then
        call('HSET', K.marks, id, returns .. ':' .. (withdrawn and 1 or 0))
    end
end

local function is_buried(id)
    return call('ZSCORE', K.tombstones, id) and true or false
end

local function wake(token)
    call('PUBLISH', K.wake, token)
end
