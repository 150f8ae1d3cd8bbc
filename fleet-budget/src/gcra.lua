-- One budget, as the generic cell rate algorithm: the only state is when its bucket is full again.
-- Everything is in whole microseconds, on the server's clock. The server runs one script at a time,
-- so between the read and the write nothing else happens.
--
-- KEYS[1]  the budget: when its bucket is full again. No key: it is full.
-- ARGV[1]  the time that refills one token
-- ARGV[2]  the time that refills the whole bucket
-- ARGV[3]  when the bucket is full again, as the caller last heard it: a server that has lost its
--          data (a restart, a failover, an eviction) gets it back from its clients
-- Returns  the wait until a token is there (0: taken), and when the bucket is full again.

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local token, bucket, heard = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])

-- Never before now: a bucket that has been full for long holds no more than it holds. Never more
-- than a whole bucket ahead: should the server's clock be set back, nobody waits until it catches up.
local stored = tonumber(redis.call('GET', KEYS[1]) or 0)
local full_at = math.min(math.max(stored, heard, now), now + bucket)

-- A token is there once no more than the rest of the bucket is missing.
local wait = math.max(0, full_at - now - (bucket - token))
if wait == 0 then
    full_at = full_at + token
end

-- A refusal writes nothing, unless the state was wrong. A full bucket needs no key: it expires then,
-- rounded up to the next millisecond. `%.0f`, as Lua would write so long a number with an exponent.
if full_at ~= stored then
    redis.call('SET', KEYS[1], string.format('%.0f', full_at), 'PXAT', math.ceil(full_at / 1000))
end
return { wait, full_at }
