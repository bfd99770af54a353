-- The rate limits: core/rate_limit.h, whose slots stand in a list (`first last count`, oldest first) and
-- whose sum of permits in a hash. A window keeps about a thousand slots at most, whatever its limit.
local function read_slot(text)
    local first, last, count = string.match(text, '^(%d+) (%d+) (%d+)$')
    return tonumber(first), tonumber(last), tonumber(count)
end

local function write_slot(first, last, count)
    return digits(first) .. ' ' .. digits(last) .. ' ' .. digits(count)
end

local function window_key(channel)
    return K.window .. channel
end

local function forget_slots(channel, at)
    local key, span = window_key(channel), L[channel].span
    while true do
        local oldest = call('LINDEX', key, 0)
        if not oldest then return end
        local _, last, count = read_slot(oldest)
        if last + span > at then return end
        call('LPOP', key)
        call('HINCRBY', K.granted, channel, 0 - count)  -- not -0, which is no integer to Redis
    end
end

local function permits_left(channel, at)
    forget_slots(channel, at)
    return L[channel].count - (tonumber(call('HGET', K.granted, channel)) or 0)
end

-- Counts permits as granted at `at`; how many there are is the caller's to know.
local function grant(channel, at, count)
    local key = window_key(channel)
    local newest = call('LINDEX', key, -1)
    local first, last, before
    if newest then first, last, before = read_slot(newest) end
    if first and at - first < L[channel].width then
        call('LSET', key, -1, write_slot(math.min(first, at), math.max(last, at), before + count))
    else
        call('RPUSH', key, write_slot(at, at, count))
    end
    call('HINCRBY', K.granted, channel, count)
end

-- Gives back permits that were granted at `at` and not used. They are among the newest slots: those of a
-- permit's life, a twentieth of the window.
local function give_back(channel, at, count)
    local key = window_key(channel)
    local slots = call('LRANGE', key, -200, -1)
    for i = #slots, 1, -1 do
        local first, last, there = read_slot(slots[i])
        if first <= at and at <= last then
            local back = math.min(there, count)
            call('LSET', key, i - #slots - 1, write_slot(first, last, there - back))
            call('HINCRBY', K.granted, channel, 0 - back)
            count = count - back
            if count == 0 then return end
        end
    end
end
