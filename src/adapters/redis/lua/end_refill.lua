-- who asks, a name that no other memory has, the number of the refill: he may have begun another since he said this.
-- Answers whether the refill was his.
local r = call('HMGET', K.refill, 'run_id', 'who', 'number')
if r[1] ~= run_id or r[2] ~= ARGV[3] or r[3] ~= ARGV[5] then return 0 end
-- A hash or sorted set of fewer than 128 short members is a list in which each is searched for from its
-- beginning. One long member, which no task has and no moment reaches, makes them real ones for ever.
local long = string.rep('-', 100)
call('HSET', K.leases, long, '')
call('ZADD', K.ends, 'inf', long)
call('SET', K.epoch, run_id .. ':' .. ARGV[4])
call('SET', K.refilled, digits(now))
call('DEL', K.refill)
wake(ARGV[3])
return 1
