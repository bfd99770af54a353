-- capacity, who pushes, to be named to those that wake, the row (or nothing) of its fence, its number and the
-- memory that it is of; for each task: id, message, lane, behind which stands `:returns` where it has any.
-- Answers a flag for each, then whether something can be taken that could not before; nothing at all where its
-- fence is not the newest, or of another memory.
local capacity, token, row = tonumber(ARGV[3]), ARGV[4], ARGV[5]
if row ~= '' then
    local known, number, _, who = memory(), newest_fence(K.fence .. row)
    if not known or number ~= tonumber(ARGV[6]) or who and who ~= token then return {} end
    if number == 0 and known ~= ARGV[7] then return {} end
end
local flags, room, lines, kept, grown = {}, {}, {}, {}, 0
local graves = call('EXISTS', K.tombstones) == 1

local ids, here, strangers = {}, {}, {}
for i = 8, #ARGV, 3 do
    ids[#ids + 1] = ARGV[i]
    if next(F) and F[channel_of(tonumber(string.match(ARGV[i + 2], '^%d+')))] then
        strangers[#strangers + 1] = ARGV[i]
    end
end
local found = find_foreign(strangers)
for i, message in ipairs(call('HMGET', K.messages, unpack(ids))) do
    if message then here[ids[i]] = true end
end

-- A stock worker cannot be told that a task was withdrawn: so such a one is not given to it.
local function push_foreign(id, lane)
    if found[id] or graves and is_buried(id) then return 1 end
    if room[lane] <= 0 then return 0 end
    remember_foreign(id, lane)
    found[id] = {}
    return 2
end

local function push_own(id, lane, message, returns)
    if here[id] then return 1 end
    if room[lane] <= 0 then return 0 end
    here[id] = true
    kept[#kept + 1] = id
    kept[#kept + 1] = message
    if graves or returns > 0 then set_mark(id, returns, graves and is_buried(id)) end
    return 2
end

for i = 8, #ARGV, 3 do
    local id, message, lane, returns = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2]), 0
    if not lane then
        lane, returns = string.match(ARGV[i + 2], '^(%d+):(%d+)$')
        lane, returns = tonumber(lane), tonumber(returns)
    end
    if not room[lane] then
        room[lane] = capacity - call('LLEN', Q[lane])
        lines[lane] = {}
    end
    local push = F[channel_of(lane)] and push_foreign or push_own
    local done = push(id, lane, message, returns)
    if done == 2 then
        room[lane] = room[lane] - 1
        local line = lines[lane]
        line[#line + 1] = message
        done = 1
        grown = 1
    end
    flags[#flags + 1] = done
end
if #kept > 0 then call('HSET', K.messages, unpack(kept)) end
for lane, messages in pairs(lines) do
    if #messages > 0 then call('LPUSH', Q[lane], unpack(messages)) end
end
if grown == 1 then wake(token) end
flags[#flags + 1] = grown
return flags
