-- how many. Answers, for each task whose lease has ended: its new lease, whether it is withdrawn, its returns
-- and its message.
local max = tonumber(ARGV[3])
keep_time()
local more = max - call('ZCARD', K.ended)
local over = {}
if more > 0 then over = call('ZRANGEBYSCORE', K.ends, '-inf', now, 'LIMIT', 0, more) end
local name = name_after(call('HGET', K.turns, 'lease'))
for _, id in ipairs(over) do
    local text = call('HGET', K.leases, id)
    call('ZREM', K.ends, id)  -- before what needs memory, see renew.lua
    if text then
        local _, record = read_record(text)
        name = name + 1
        local lease = digits(name)
        call('HSET', K.leases, id, lease .. write_rest(record.ends, record.granted, record.lane, 1))
        call('ZADD', K.ended, lease, id)
    end
end
if #over > 0 then call('HSET', K.turns, 'lease', digits(name)) end

local out, bytes = {}, 0
for _, id in ipairs(call('ZRANGE', K.ended, 0, max - 1)) do
    local text = call('HGET', K.leases, id)
    local lease, record
    if text then lease, record = read_record(text) end
    local message = call('HGET', K.messages, id)
    local returns, withdrawn = read_mark(call('HGET', K.marks, id))
    if not record or record.collected ~= 1 then
        call('ZREM', K.ended, id)  -- a copy of its message has been taken since, see take.lua
    elseif message then
        bytes = bytes + #message
        for _, value in ipairs({tonumber(lease), withdrawn and 1 or 0, returns, message}) do
            out[#out + 1] = value
        end
    else
        close({{id = id, record = record}})
    end
    if bytes > 4000000 then break end
end
return out
