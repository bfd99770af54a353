-- lease in microseconds, how many, one in how many is of the least urgent lane, after how many returns a task
-- is given alone, channels. Answers how many strange messages wait to be read; then for each task its lease,
-- whether it has a permit, whether it is withdrawn, its returns and its message. Fewer where they are long.
local lease, max = tonumber(ARGV[3]), tonumber(ARGV[4])
local low_share, alone_after = tonumber(ARGV[5]), tonumber(ARGV[6])
local kStrangeMax = 100  -- more in one call would let a bad producer hold up everybody
local kStretch = 50
local kBytesMax = 4000000
keep_time()
if not memory() then return {0} end

local open, opened = {}, 0
for i = 7, #ARGV do
    local channel = tonumber(ARGV[i])
    if not F[channel] and not open[channel] then
        open[channel] = true
        opened = opened + 1
    end
end
local channels, numbered = (#Q + 1) / 4, {}  -- Q counts from 0
for c = 0, channels - 1 do numbered[c + 1] = c end
local step = math.min(math.ceil(max / math.max(opened, 1)), kStretch)

-- Lanes are read a stretch at a time, without removing; what was used is cut off at the end in one go.
local lanes, strange, strange_bytes = {}, {}, 0
local function stretch(lane, line)
    -- The first one is short: the low share seldom needs more of its lane.
    local many = math.min(line.left, line.read == 0 and math.ceil(step / low_share) or step)
    local messages = call('LRANGE', Q[lane], -line.read - many, -line.read - 1)
    line.read, line.left = line.read + many, line.left - many
    line.messages, line.at = messages, #messages
end

-- The oldest message of a lane and its id, or nil. Strange ones are set aside on the way.
local function front(lane)
    local line = lanes[lane]
    if not line then
        line = {left = call('LLEN', Q[lane]), read = 0, at = 0, used = 0}
        lanes[lane] = line
    end
    while true do
        if line.at == 0 then
            if line.left == 0 then return nil end
            stretch(lane, line)
        end
        local message = line.messages[line.at]
        local id = id_of(message)
        if id then return message, id, line end
        if #strange >= kStrangeMax or strange_bytes >= kBytesMax then return nil end
        strange[#strange + 1] = {lane, message}
        strange_bytes = strange_bytes + #message
        line.at, line.used = line.at - 1, line.used + 1
    end
end

local marked = call('EXISTS', K.marks) == 1
local left, granted = {}, {}
-- How many were taken of each channel, for the low share; with which channel a take begins; the last lease.
local state = call('HMGET', K.turns, 'lease', 'first', unpack(numbered))
local turns = {}
for c = 0, channels - 1 do turns[c] = tonumber(state[c + 3]) or 0 end
local name = name_after(state[1])
local out, picked, bytes, records, ends, counts = {0}, 0, 0, {}, {}, {}
local score = digits(now + lease)

-- What follows a lease's name in its record.
local rest_of = {[0] = {}, [1] = {}}
local function record(lane, limited)
    local rest = rest_of[limited][lane]
    if not rest then
        rest = write_rest(now + lease, limited == 1 and now or 0, lane, 0)
        rest_of[limited][lane] = rest
    end
    return digits(name) .. rest
end

-- The lane whose turn it is, with what front() says of it.
local function next_of(channel)
    local from, to, by = 0, 3, 1
    if turns[channel] % low_share == low_share - 1 then from, to, by = 3, 0, -1 end
    for priority = from, to, by do
        local lane = channel * 4 + priority
        local message, id, line = front(lane)
        if message then return lane, message, id, line end
    end
end

local function permit(channel, withdrawn)
    if not L[channel] or withdrawn then return true, 0 end
    left[channel] = left[channel] or permits_left(channel, now)
    if left[channel] <= 0 then return false end
    left[channel] = left[channel] - 1
    granted[channel] = (granted[channel] or 0) + 1
    return true, 1
end

local function take_one(channel)
    local lane, message, id, line = next_of(channel)
    if not lane then return 'close' end
    local returns, withdrawn = 0, false
    if marked then returns, withdrawn = read_mark(call('HGET', K.marks, id)) end
    local alone = returns >= alone_after
    -- A suspect behind others waits for the next take, which then begins with its channel.
    if alone and picked > 0 then return 'stop' end
    local may, limited = permit(channel, withdrawn)
    if not may then return 'close' end
    turns[channel] = (turns[channel] + 1) % low_share
    line.at, line.used = line.at - 1, line.used + 1
    picked, bytes, name = picked + 1, bytes + #message, name + 1
    counts[lane] = (counts[lane] or 0) + 1
    local at = 2 * picked
    records[at - 1], records[at] = id, record(lane, limited)
    ends[at - 1], ends[at] = score, id
    at = 5 * picked - 3
    out[at], out[at + 1], out[at + 2], out[at + 3] = name, limited, withdrawn and 1 or 0, returns
    out[at + 4] = message
    return alone and 'stop' or 'go on'
end

-- Somebody has put copies of leased tasks into the lists: their new lease counts, the old one no longer, also
-- where it had ended (`ended` sees to that).
local function recount()
    local sums = {}
    for _, text in ipairs(call('HVALS', K.leases)) do
        if text ~= '' then
            local _, of = read_record(text)
            sums[of.lane] = (sums[of.lane] or 0) + 1
        end
    end
    call('DEL', K.leased)
    for lane, count in pairs(sums) do call('HSET', K.leased, lane, count) end
end

local channel = (tonumber(state[2]) or 0) % channels
while picked < max and opened > 0 and bytes < kBytesMax do
    if open[channel] then
        local what = take_one(channel)
        if what == 'close' then
            open[channel] = nil
            opened = opened - 1
        elseif what == 'stop' then
            break
        end
    end
    channel = (channel + 1) % channels
end

for lane, line in pairs(lanes) do
    if line.used > 0 then call('LTRIM', Q[lane], 0, -line.used - 1) end
end
for _, found in ipairs(strange) do
    name = name + 1
    call('HSET', K.strange, digits(name), found[1] .. ' ' .. found[2])
end
if picked + #strange > 0 then
    local values = {'lease', digits(name), 'first', channel}
    for c, turn in pairs(turns) do
        values[#values + 1] = c
        values[#values + 1] = turn
    end
    call('HSET', K.turns, unpack(values))
end
if picked > 0 then
    local fresh = call('HSET', K.leases, unpack(records))
    call('ZADD', K.ends, unpack(ends))
    for lane, count in pairs(counts) do call('HINCRBY', K.leased, lane, count) end
    if fresh < picked then recount() end
    for c, count in pairs(granted) do grant(c, now, count) end
end
out[1] = call('HLEN', K.strange)
return out
