-- Pairs of id and lease.
local held, ids = held_from(3), {}
close(held)
for i, h in ipairs(held) do ids[i] = h.id end
forget(ids)
return #ids
