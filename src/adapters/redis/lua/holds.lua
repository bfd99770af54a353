-- ids. Answers a flag for each: it waits, or is leased.
local flags = {}
for i = 3, #ARGV do
    local id = ARGV[i]
    local here = call('HEXISTS', K.messages, id) == 1
    if not here then
        local lane = foreign_lane(id)
        here = lane and (is_unacked(id) or waiting_foreign(id, lane))
    end
    flags[#flags + 1] = here and 1 or 0
end
return flags
