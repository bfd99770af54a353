-- Tasks of channels that are left to stock Celery workers. Those take with BRPOP, which no script sees: so
-- what is there is looked up in the lists and in Celery's `unacked`. `K.foreign` remembers which tasks were
-- ever pushed and to which lane, so that the search is only for those that may be there.
local kForeignMax = 100000
local kSearchMax = 50000
local kSearchStep = 200

local function remember_foreign(id, lane)
    call('ZADD', K.foreign, math.floor(now / 1000) * 64 + lane, id)
    if call('ZCARD', K.foreign) > kForeignMax then call('ZPOPMIN', K.foreign) end
end

-- The lane to which a task was pushed, or nil.
local function foreign_lane(id)
    local score = call('ZSCORE', K.foreign, id)
    return score and tonumber(score) % 64
end

-- The message of a task in a list, or nil. Celery may have written it anew, with other spaces.
local function search(list, id)
    local wanted = '"id": ?"' .. string.gsub(id, '[-.]', '%%%0') .. '"'
    for from = 0, math.min(call('LLEN', list), kSearchMax) - 1, kSearchStep do
        for _, message in ipairs(call('LRANGE', list, from, from + kSearchStep - 1)) do
            if string.find(message, wanted) then return message end
        end
    end
end

-- A worker has it: what tidings pushes has its task's id as the tag of its delivery.
local function is_unacked(id)
    return call('HEXISTS', K.unacked, id) == 1
end

-- Where it waits, as list and message, or nothing. Celery before 5.4 gives back to the base list.
local function waiting_foreign(id, lane)
    local base = channel_of(lane) * 4
    for _, place in ipairs({lane, base}) do
        local message = search(Q[place], id)
        if message then return Q[place], message end
        if lane == base then return end
    end
end
