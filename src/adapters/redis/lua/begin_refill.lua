-- who asks, how long a claim lasts, how long a lease may have to go. Answers how long a worker may still be
-- sending a task of before, whether the refill begins with this, and its number; or nothing where there is none
-- to do or another does it.
local who, claim, lease = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
keep_time()
if memory() then return {} end
local r = call('HMGET', K.refill, 'run_id', 'who', 'claimed_until', 'quiet_from', 'number')
local stands = r[1] == run_id
if stands and r[2] ~= who and tonumber(r[3]) > now then return {} end
local quiet_from = stands and tonumber(r[4]) or now + lease
local anew = not stands or r[2] ~= who
local number = not anew and r[5] or digits(name_after(0))
if anew then
    for lane = 0, #Q do call('UNLINK', Q[lane]) end
    call('UNLINK', K.messages, K.marks, K.leases, K.leased, K.ends, K.ended, K.foreign, K.granted)
    for channel = 0, channel_of(#Q) do call('UNLINK', K.window .. channel) end
end
call('HSET', K.refill, 'run_id', run_id, 'who', who, 'claimed_until', digits(now + claim),
    'quiet_from', digits(quiet_from), 'number', number)
return {math.max(quiet_from - now, 0), anew and 1 or 0, tonumber(number)}
