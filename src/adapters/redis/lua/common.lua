-- Stands before every script, behind the names that keys.h writes: K (our keys), Q (a lane's list), I (the
-- lists of stock producers), F (channels that are left to stock workers), L (limits by channel: count, span
-- and slot width in microseconds), kSilence (microseconds).
-- A lane is a number: four times the channel, and the priority, both as core/words.h counts them.
-- Arguments of every script: the run id of the Redis that the caller knows, and the moment in microseconds
-- (empty: Redis' own); its own follow.
--
-- Redis' Lua hashes every string from its first byte to its last, which for a message takes microseconds: so
-- a script touches each message once, and never joins it to anything. Numbers above 10^14 lose digits in
-- `..` and tostring, and are slow as arguments: they are written by digits().
local call = redis.call
local run_id = ARGV[1]
local wall = tonumber(ARGV[2])
if not wall then
    local time = call('TIME')
    wall = tonumber(time[1]) * 1000000 + tonumber(time[2])
end

local function digits(number)
    return string.format('%d', number)
end

-- Redis' clock is one on the wall, which somebody may set. So all moments here are of one that goes on by what
-- Redis' has gone on since it was kept last: never back, and at most kSilence at once, for what is more is a
-- step, or nobody has asked for so long. By then leases last a little longer, and windows open a little later.
local kept, now = nil, wall
do
    local clock = call('GET', K.clock)
    if clock then
        local before, last = string.match(clock, '^(%d+) (%d+)$')
        kept = tonumber(before)
        now = tonumber(last) + math.max(0, math.min(wall - kept, kSilence))
    end
end

-- Not each time: what is not kept is counted the next time.
local kKeepEvery = 100000
local function keep_time()
    if kept and kept <= wall and wall - kept < kKeepEvery then return end
    call('DEL', K.clock)  -- before what needs memory, see renew.lua
    call('SET', K.clock, digits(wall) .. ' ' .. digits(now))
end

-- The name of what this queue remembers; nothing where it does not hold what it should: the epoch is of this
-- run of Redis, not of a snapshot's.
local function memory()
    local epoch = call('GET', K.epoch)
    if epoch and string.sub(epoch, 1, #run_id) == run_id then return string.sub(epoch, #run_id + 2) end
end

local function channel_of(lane)
    return math.floor(lane / 4)
end

-- A message of ours begins with what a script needs of it, so that none has to read JSON and base64. Answers
-- nothing for a stranger's.
local function id_of(message)
    return string.match(message, '^{"headers":{"id":"([%x-]+%.%d+)","tidings_lane":')
end

local function lane_of(message)
    return tonumber(string.match(message, '^{"headers":{"id":"[^"]+","tidings_lane":(%d+),'))
end

-- When it was pushed, by the clock of who pushed it; 0 for a stranger's.
local function pushed_at(message)
    return tonumber(string.match(message, '^{"headers":{[^{}]-"tidings_pushed":(%d+),')) or 0
end

-- The number that names the last lease or fence, after what is known of it; the next ones count on from it. No
-- other has had them, not even one that an older snapshot does not know.
local function name_after(last)
    return math.max(tonumber(last) or 0, wall)
end

-- What few tasks have: how often they came back, and whether they were withdrawn, while they were leased or
-- before they were pushed.
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

-- Puts a message aside for good, with why, one line, before the number of its list.
local function quarantine(name, placed, reason)
    call('HSET', K.quarantine, name, reason .. '\n' .. placed)
end

-- The newest fence of a row: its number, when it was raised, and who did it; nothing where none was raised since
-- this queue has its memory.
local function newest_fence(key)
    local number, at, who = string.match(call('GET', key) or '', '^(%d+):(%d+):(.*)$')
    if not number or tonumber(at) < (tonumber(call('GET', K.refilled)) or 0) then return 0 end
    return tonumber(number), tonumber(at), who
end

local function wake(token)
    call('PUBLISH', K.wake, token)
end
