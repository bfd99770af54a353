-- who asks, the row, how long it stays another's turn, how long a fence is remembered. Answers the number of
-- the new fence; 0 while it is another's turn, or the queue lacks its memory.
if not remembers() then return 0 end
local who, key, turn, life = ARGV[3], K.fence .. ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local number, at, owner = string.match(call('GET', key) or '0:0:', '^(%d+):(%d+):(.*)$')
if owner ~= '' and owner ~= who and tonumber(at) + turn > now then return 0 end
number = tonumber(number) + 1
call('SET', key, number .. ':' .. digits(now) .. ':' .. who, 'PX', math.floor(life / 1000))
return number
