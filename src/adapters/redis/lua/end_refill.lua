-- who asks, a text that no other epoch has. Answers whether the refill was his.
local r = call('HMGET', K.refill, 'run_id', 'who')
if r[1] ~= run_id or r[2] ~= ARGV[3] then return 0 end
call('SET', K.epoch, run_id .. ':' .. ARGV[4])
call('DEL', K.refill)
wake(ARGV[3])
return 1
