-- ids. Answers a flag for each: it waits, or is leased.
local ids, flags, others = {}, {}, {}
for i = 3, #ARGV do ids[#ids + 1] = ARGV[i] end
for i, id in ipairs(ids) do
    flags[i] = call('HEXISTS', K.messages, id)
    if flags[i] == 0 then others[#others + 1] = id end
end
local found = find_foreign(others)
for i, id in ipairs(ids) do
    if found[id] then flags[i] = 1 end
end
return flags
