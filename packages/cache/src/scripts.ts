/** The count of invalidations and its generation, `g` and `n`; Redis may evict it, and a new generation then begins. */
const clock = `
local counted = redis.call('HMGET', KEYS[1], 'g', 'n')
local g, n = counted[1], tonumber(counted[2] or 0)
if not g then
  g = ARGV[1]
  redis.call('HSET', KEYS[1], 'g', g, 'n', 0)
end
`

/** Tags keep their numbers for a week, which is longer than any value is kept. */
const tagMs = 604_800_000

/** 0 fresh, 1 invalidated softly, 2 unknown, 3 invalidated. A tag without a number may have been invalidated. */
const validity = `
local function validity(tags, generation, position, create)
  if generation ~= g then return 2 end
  local found = 0
  for tag in string.gmatch(tags, '[^\\n]+') do
    local numbers = redis.call('GET', ARGV[2] .. tag)
    if not numbers then
      if create then redis.call('SET', ARGV[2] .. tag, n .. ' 0', 'PX', ${tagMs}) end
      if not create or n > position then found = math.max(found, 2) end
    else
      local hard, soft = string.match(numbers, '(%d+) (%d+)')
      if tonumber(hard) > position then return 3 end
      if tonumber(soft) > position then found = math.max(found, 1) end
    end
  end
  return found
end
`

/**
 * Returns the entry, or takes the lease on loading it: codes 0 fresh, 1 lease taken, 2 another holds the lease, 3 a
 * load failed lately. ARGV: new generation, tag prefix, token, lease ms, whether to load also if fresh, and the tags
 * that are known before the load.
 */
const lookup = `${clock}${validity}
local e = redis.call('HMGET', KEYS[2], 'v', 't', 'g', 'n', 'f', 'l', 'k', 'a')
local state, age = 4, 0
if e[1] then
  state = validity(e[2], e[3], tonumber(e[4]), false)
  local held = tonumber(e[7]) - redis.call('PTTL', KEYS[2])
  age = held + tonumber(e[8])
  e[5] = tonumber(e[5]) - held
  e[7] = tonumber(e[7]) - held
  if state == 0 and e[5] <= 0 then state = 1 end
end
local code = 0
if state ~= 0 or ARGV[5] == '1' then
  if redis.call('EXISTS', KEYS[4]) == 1 then code = 3
  elseif redis.call('SET', KEYS[3], ARGV[3], 'NX', 'PX', ARGV[4]) then
    code = 1
    validity(ARGV[6], g, n, true)
  else code = 2 end
end
return {code, g, n, state, age, e[1], e[2], e[3], e[4], e[5], e[6], e[7]}
`

/**
 * Stores a value if the lease still has the token and no tag was invalidated since the load began: 1 stored, 2
 * invalidated, 0 the lease was lost. ARGV: new generation, tag prefix, token, generation, position, value, tags, fresh
 * ms, load ms, kept ms, age ms.
 */
const store = `${clock}${validity}
if redis.call('GET', KEYS[3]) ~= ARGV[3] then return 0 end
redis.call('DEL', KEYS[3])
if validity(ARGV[7], ARGV[4], tonumber(ARGV[5]), true) >= 2 then return 2 end
redis.call('DEL', KEYS[2], KEYS[4])
redis.call('HSET', KEYS[2], 'v', ARGV[6], 't', ARGV[7], 'g', ARGV[4], 'n', ARGV[5], 'f', ARGV[8], 'l', ARGV[9],
  'k', ARGV[10], 'a', ARGV[11])
redis.call('PEXPIRE', KEYS[2], ARGV[10])
return 1
`

/** Prolongs the lease of a load that goes on. ARGV: -, -, token, lease ms. */
const renew = `
if redis.call('GET', KEYS[3]) ~= ARGV[3] then return 0 end
return redis.call('PEXPIRE', KEYS[3], ARGV[4])
`

/** Gives the lease back after a load that failed. ARGV: -, -, token, back-off ms. */
const fail = `
if redis.call('GET', KEYS[3]) ~= ARGV[3] then return 0 end
redis.call('DEL', KEYS[3])
redis.call('SET', KEYS[4], '1', 'PX', ARGV[4])
return 1
`

/** The validity of a value that is held elsewhere. ARGV: new generation, tag prefix, tags, generation, position. */
const check = `${clock}${validity}
return {validity(ARGV[3], ARGV[4], tonumber(ARGV[5]), true), g, n}
`

/**
 * Gives tags a new number, deletes the keys after the first two, and tells all processes. ARGV: new generation, tag
 * prefix, 1 if soft, tags.
 */
const invalidate = `${clock}
n = redis.call('HINCRBY', KEYS[1], 'n', 1)
for tag in string.gmatch(ARGV[4], '[^\\n]+') do
  local hard, soft = string.match(redis.call('GET', ARGV[2] .. tag) or '', '(%d+) (%d+)')
  if ARGV[3] == '1' then soft = n; hard = hard or n else hard = n end
  redis.call('SET', ARGV[2] .. tag, hard .. ' ' .. (soft or 0), 'PX', ${tagMs})
end
for i = 3, #KEYS do redis.call('DEL', KEYS[i]) end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', 10000, '*', 'n', n, 's', ARGV[3], 't', ARGV[4])
return {g, n}
`

/** Where the stream is. ARGV: new generation. */
const position = `${clock}
local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
return {g, n, last[1] and last[1][1] or '0-0'}
`

/** The key of a day's hottest keys, which is kept until the day after. */
const hotDay = `
local today = math.floor(tonumber(redis.call('TIME')[1]) / 86400)
local function hot(day) return KEYS[1] .. ':' .. day end
`

/** Adds uses of keys. ARGV: -, -, how many keys to keep, and uses and key in turns. */
const rememberHot = `${hotDay}
for i = 4, #ARGV, 2 do redis.call('ZINCRBY', hot(today), ARGV[i], ARGV[i + 1]) end
redis.call('ZREMRANGEBYRANK', hot(today), 0, -(ARGV[3] + 1))
redis.call('EXPIRE', hot(today), 172800)
return 1
`

/** The keys that were used most today and yesterday, least first. */
const hottest = `${hotDay}
return redis.call('ZUNION', 2, hot(today), hot(today - 1))
`

export const scripts = { lookup, store, renew, fail, check, invalidate, position, rememberHot, hottest }
