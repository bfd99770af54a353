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

-- Adds to `found` where the tasks of `wanted` stand in a list, which is read once, from its oldest message,
-- and no further than needed. Celery may have written a message anew, with other spaces.
local function search(list, wanted, found)
    local missing = 0
    for id in pairs(wanted) do
        if not found[id] then missing = missing + 1 end
    end
    local read, upto = 0, math.min(call('LLEN', list), kSearchMax)
    while missing > 0 and read < upto do
        local messages = call('LRANGE', list, -read - kSearchStep, -read - 1)
        for i = #messages, 1, -1 do
            local id = string.match(messages[i], '"id": ?"([%x-]+%.%d+)"')
            if id and wanted[id] and not found[id] then
                found[id] = {list = list, message = messages[i]}
                missing = missing - 1
            end
        end
        read = read + kSearchStep
    end
end

-- Where those of the tasks are that are here, by their ids: `held` by a stock worker (what tidings pushes has
-- its task's id as the tag of its delivery), or with their list and message. Celery before 5.4 gives back to
-- the base list.
local function find_foreign(ids)
    local found, wanted = {}, {}
    for _, id in ipairs(ids) do
        local lane = foreign_lane(id)
        if lane and call('HEXISTS', K.unacked, id) == 1 then
            found[id] = {held = true}
        elseif lane then
            for _, at in ipairs({lane, channel_of(lane) * 4}) do
                wanted[at] = wanted[at] or {}
                wanted[at][id] = true
            end
        end
    end
    for lane = #Q, 0, -1 do  -- so the base list of a channel is the last of its lists
        if wanted[lane] then search(Q[lane], wanted[lane], found) end
    end
    return found
end
