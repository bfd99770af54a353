-- lease in microseconds, how many, after how many returns an order is given alone, and after how many it goes
-- to the quarantine, with which reason. Answers, for each message of a stock producer, its name and the number
-- of its list, a space and its bytes: first those taken before that nobody has finished, then by priority;
-- fewer where they are long. A message keeps its name, for whoever has brought it to the log may say so.
local lease, max = tonumber(ARGV[3]), tonumber(ARGV[4])
local alone_after, bad_after, reason = tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7]
local kBytesMax = 4000000
local out, ends, bytes = {}, {}, 0
keep_time()

local function has_room()
    return #out < 2 * max and bytes < kBytesMax
end

local function give(name, message)
    ends[#ends + 1] = digits(now + lease)
    ends[#ends + 1] = name
    out[#out + 1] = name
    out[#out + 1] = message
    bytes = bytes + #message
end

-- Somebody has taken it and not finished it: perhaps because it ended him. Answers whether others may be given
-- with it.
local function give_again(name, message)
    local returns = (tonumber(call('HGET', K.intake_returns, name)) or 0) + 1
    local alone = returns >= alone_after
    if alone and #out > 0 then return false end
    call('ZREM', K.intake_ends, name)  -- before what needs memory, see renew.lua
    if returns >= bad_after then
        quarantine(name, message, reason)
        call('HDEL', K.intake, name)
        call('HDEL', K.intake_returns, name)
        return true
    end
    call('HSET', K.intake_returns, name, returns)
    give(name, message)
    return not alone
end

local together = true
for _, name in ipairs(call('ZRANGEBYSCORE', K.intake_ends, '-inf', now, 'LIMIT', 0, max)) do
    if not together or not has_room() then break end
    local message = call('HGET', K.intake, name)
    if message then
        together = give_again(name, message)
    else
        call('ZREM', K.intake_ends, name)
    end
end

local number = name_after(call('HGET', K.turns, 'lease'))
local before = number
for list = #Q + 1, #Q + 4 do
    while together and has_room() do
        local message = call('RPOP', I[list])
        if not message then break end
        number = number + 1
        local name = digits(number)
        message = list .. ' ' .. message
        call('HSET', K.intake, name, message)
        give(name, message)
    end
end
if number > before then call('HSET', K.turns, 'lease', digits(number)) end
if #ends > 0 then call('ZADD', K.intake_ends, unpack(ends)) end
return out
