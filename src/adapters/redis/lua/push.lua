-- capacity, who pushes, to be named to those that wake; for each task: id, lane, returns, what follows the
-- head of its message. Answers a flag for each, then whether something can be taken that could not before.
local capacity, token = tonumber(ARGV[3]), ARGV[4]
local flags, room, lines, grown = {}, {}, {}, 0
local graves = call('EXISTS', K.tombstones) == 1

-- A stock worker cannot be told that a task was withdrawn: so such a one is not given to it.
local function push_foreign(id, lane, message)
    if graves and is_buried(id) then return 1 end
    local before = foreign_lane(id)
    if before and (is_unacked(id) or waiting_foreign(id, before)) then return 1 end
    if room[lane] <= 0 then return 0 end
    remember_foreign(id, lane)
    return 2
end

local function push_own(id, lane, message, returns)
    if room[lane] <= 0 or call('HSETNX', K.messages, id, message) == 0 then
        return call('HEXISTS', K.messages, id)
    end
    set_mark(id, returns, graves and is_buried(id))
    return 2
end

for i = 5, #ARGV, 4 do
    local id, lane, returns = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
    local message = head(id, lane) .. ARGV[i + 3]
    room[lane] = room[lane] or capacity - call('LLEN', Q[lane])
    local push = F[channel_of(lane)] and push_foreign or push_own
    local done = push(id, lane, message, returns)
    if done == 2 then
        room[lane] = room[lane] - 1
        lines[lane] = lines[lane] or {}
        table.insert(lines[lane], message)
        grown = 1
    end
    flags[#flags + 1] = math.min(done, 1)
end
for lane, messages in pairs(lines) do call('LPUSH', Q[lane], unpack(messages)) end
if grown == 1 then wake(token) end
flags[#flags + 1] = grown
return flags
