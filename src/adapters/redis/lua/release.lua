-- who releases, to be named to those that wake; one in how many is of the least urgent lane; pairs of id and
-- lease. To the front, in the order in which they are named. Answers whether something can be taken that
-- could not before.
local token, low_share = ARGV[3], tonumber(ARGV[4])
local held, lines = held_from(5), {}
if #held == 0 then return 0 end
close(held)

local function give_back_turn(channel)
    local turn = tonumber(call('HGET', K.turns, channel)) or 0
    call('HSET', K.turns, channel, (turn + low_share - 1) % low_share)
end

local ids = {}
for i, h in ipairs(held) do ids[i] = h.id end
local messages = call('HMGET', K.messages, unpack(ids))
for i = #held, 1, -1 do
    local id, record = held[i].id, held[i].record
    local channel = channel_of(record.lane)
    if record.collected == 1 then
        local returns, withdrawn = read_mark(call('HGET', K.marks, id))
        set_mark(id, returns + 1, withdrawn)
    else
        if record.granted > 0 and L[channel] then give_back(channel, record.granted, 1) end
        give_back_turn(channel)
    end
    if messages[i] then
        lines[record.lane] = lines[record.lane] or {}
        table.insert(lines[record.lane], messages[i])
    end
end
for lane, back in pairs(lines) do call('RPUSH', Q[lane], unpack(back)) end
wake(token)
return 1
