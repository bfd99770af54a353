-- who asks, the row, how long it stays another's turn, how long a fence is remembered. Answers the number of
-- the new fence; 0 while it is another's turn, or the queue lacks its memory.
keep_time()
if not memory() then return 0 end
local who, key, turn, life = ARGV[3], K.fence .. ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local number, at, owner = newest_fence(key)
if owner and owner ~= who and at + turn > now then return 0 end
number = owner and number + 1 or name_after(0)
call('SET', key, digits(number) .. ':' .. digits(now) .. ':' .. who, 'PX', math.floor(life / 1000))
return number
