-- lease in microseconds, how many, one in how many is of the least urgent lane, after how many returns a task
-- is given alone, channels. Answers how many strange messages wait to be read; then for each task its lease,
-- whether it has a permit, whether it is withdrawn, its returns and its message.
local lease, max = tonumber(ARGV[3]), tonumber(ARGV[4])
local low_share, alone_after = tonumber(ARGV[5]), tonumber(ARGV[6])
local kStrangeMax = 100  -- more in one call would let a bad producer hold up everybody
if not remembers() then return {0} end

local open, opened = {}, 0
for i = 7, #ARGV do
    local channel = tonumber(ARGV[i])
    if not F[channel] and not open[channel] then
        open[channel] = true
        opened = opened + 1
    end
end
local channels = (#Q + 1) / 4  -- Q counts from 0
local step = math.ceil(max / math.max(opened, 1))

-- Lanes are read a stretch at a time, without removing; what was used is cut off at the end in one go.
local lanes, strange = {}, {}
local function stretch(lane, line)
    -- The first one is short: the low share seldom needs more of its lane.
    local many = math.min(line.left, line.read == 0 and math.ceil(step / low_share) or step)
    local messages = call('LRANGE', Q[lane], -line.read - many, -line.read - 1)
    line.read, line.left = line.read + many, line.left - many
    local ids = {}
    for i, message in ipairs(messages) do ids[i] = read_head(message) or '' end
    line.messages, line.ids, line.at = messages, ids, #messages
    line.leased = call('HMGET', K.leases, unpack(ids))
end

-- The oldest message of a lane and its id, or nil. Strange ones are set aside on the way, and copies of what
-- is leased already are dropped.
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
        local id = line.ids[line.at]
        if id ~= '' and not line.leased[line.at] then return line.messages[line.at], id, line end
        if id == '' then
            if #strange >= kStrangeMax then return nil end
            strange[#strange + 1] = {lane, line.messages[line.at]}
        end
        line.at, line.used = line.at - 1, line.used + 1
    end
end

local marked = call('EXISTS', K.marks) == 1
local turns, left, granted = {}, {}, {}
local name = last_name()
local out, picked, records, ends, counts = {0}, 0, {}, {}, {}

local function turn_of(channel)
    turns[channel] = turns[channel] or tonumber(call('HGET', K.turns, channel)) or 0
    return turns[channel]
end

-- The lane whose turn it is, with what front() says of it.
local function next_of(channel)
    local from, to, by = 0, 3, 1
    if turn_of(channel) % low_share == low_share - 1 then from, to, by = 3, 0, -1 end
    for priority = from, to, by do
        local lane = channel * 4 + priority
        local message, id, line = front(lane)
        if message then return lane, message, id, line end
    end
end

local function permit(channel, withdrawn)
    if not L[channel] or withdrawn then return true, 0 end
    left[channel] = left[channel] or permits_left(channel)
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
    turns[channel] = (turn_of(channel) + 1) % low_share
    line.at, line.used = line.at - 1, line.used + 1
    picked, name = picked + 1, name + 1
    counts[lane] = (counts[lane] or 0) + 1
    records[#records + 1] = id
    records[#records + 1] = write_record({
        lease = name, ends = now + lease, granted = limited == 1 and now or 0, lane = lane, collected = 0})
    ends[#ends + 1] = now + lease
    ends[#ends + 1] = id
    for _, value in ipairs({name, limited, withdrawn and 1 or 0, returns, message}) do
        out[#out + 1] = value
    end
    return alone and 'stop' or 'go on'
end

local channel = (tonumber(call('HGET', K.turns, 'first')) or 0) % channels
while picked < max and opened > 0 do
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
if picked + #strange > 0 then keep_name(name) end
if picked > 0 then
    call('HSET', K.leases, unpack(records))
    call('ZADD', K.ends, unpack(ends))
    for lane, count in pairs(counts) do call('HINCRBY', K.leased, lane, count) end
    for c, count in pairs(granted) do grant(c, now, count) end
    for c, turn in pairs(turns) do call('HSET', K.turns, c, turn) end
    call('HSET', K.turns, 'first', channel)
end
out[1] = call('HLEN', K.strange)
return out
