-- Answers for each lane how many wait, how many are leased, and when the oldest was pushed by the clock of
-- who pushed it (0: nothing waits, or a stranger pushed it).
local out = {}

-- What stock workers hold, by the text of Celery's `unacked`: [message, exchange, queue]. More than that many
-- are not looked at.
local kUnackedMax = 10000
local held = nil
local function unacked_of(lane)
    if not held then
        held = {}
        local few = call('HLEN', K.unacked) <= kUnackedMax
        for _, text in ipairs(few and call('HVALS', K.unacked) or {}) do
            local queue = string.match(text, '"([^"]*)"%]$')
            local priority = string.match(text, '"priority": ?(%d+)') or '0'
            local key = queue and queue .. ' ' .. math.floor(math.min(tonumber(priority), 9) / 3)
            if key then held[key] = (held[key] or 0) + 1 end
        end
    end
    return held[Q[channel_of(lane) * 4] .. ' ' .. lane % 4] or 0
end

for lane = 0, #Q do
    local waiting = call('LLEN', Q[lane])
    local leased = tonumber(call('HGET', K.leased, lane)) or 0
    if F[channel_of(lane)] then leased = leased + unacked_of(lane) end
    local pushed = 0
    if waiting > 0 then
        pushed = pushed_at(call('LINDEX', Q[lane], -1))
    end
    for _, value in ipairs({waiting, leased, pushed}) do out[#out + 1] = value end
end
return out
