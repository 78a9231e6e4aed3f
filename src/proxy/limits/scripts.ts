/**
 * The Lua scripts that count in Redis. Each request is one call, which Redis runs to its end before any other, on keys
 * that share one hash tag: exact for any number of instances, and in a Cluster on one node. The time is Redis's own.
 * Arithmetic as in sliding-window.ts.
 */

import { CONCURRENT_RETRY_MS, SLOTS } from './store.ts'

const HEAD = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local SLOTS = ${SLOTS}

local function read(key, width)
  local current = math.floor(now / width)
  local fields = redis.call('HGETALL', key)
  local slots, used = {}, 0
  for i = 1, #fields, 2 do
    local slot, amount = tonumber(fields[i]), tonumber(fields[i + 1])
    if slot < current - SLOTS then
      redis.call('HDEL', key, fields[i])
    else
      if slot > current then
        -- The clock was set back: what was counted is of now, or it would count until the clock is there again.
        redis.call('HDEL', key, fields[i])
        redis.call('HINCRBY', key, string.format('%.0f', current), amount)
        redis.call('PEXPIRE', key, (SLOTS + 2) * width)
        slot = current
      end
      slots[#slots + 1] = { slot = slot, amount = amount }
      used = used + amount
    end
  end
  table.sort(slots, function(a, b) return a.slot < b.slot end)
  return slots, used
end

local function add(key, width, cost)
  redis.call('HINCRBY', key, string.format('%.0f', math.floor(now / width)), cost)
  redis.call('PEXPIRE', key, (SLOTS + 2) * width)
end
`

/**
 * KEYS: one for each check. ARGV: lease, milliseconds of the lease, then kind, limit, slot width and cost for each.
 * Returns used, retryMs and resetMs for each check.
 */
export const ADMIT = `${HEAD}
local lease, lease_ms = ARGV[1], tonumber(ARGV[2])
local result, allowed = {}, true
for i, key in ipairs(KEYS) do
  local kind, limit = ARGV[i * 4 - 1], tonumber(ARGV[i * 4])
  local width, cost = tonumber(ARGV[i * 4 + 1]), tonumber(ARGV[i * 4 + 2])
  local used, retry, reset = 0, 0, 0
  if kind == 'window' then
    local slots
    slots, used = read(key, width)
    if #slots > 0 then reset = (slots[#slots].slot + SLOTS + 1) * width - now end
    local excess = used + math.max(cost, 1) - limit
    if excess > 0 then
      retry = (SLOTS + 1) * width
      for _, entry in ipairs(slots) do
        excess = excess - entry.amount
        if excess <= 0 then
          retry = (entry.slot + SLOTS + 1) * width - now
          break
        end
      end
    end
  elseif kind == 'concurrent' then
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
    used = redis.call('ZCARD', key)
    if used >= limit then retry = ${CONCURRENT_RETRY_MS} end
  else
    local left = redis.call('PTTL', key)
    if left > 0 then retry, reset = left, left end
  end
  if retry > 0 then allowed = false end
  result[#result + 1] = used
  result[#result + 1] = retry
  result[#result + 1] = reset
end
if allowed then
  for i, key in ipairs(KEYS) do
    local kind, cost = ARGV[i * 4 - 1], tonumber(ARGV[i * 4 + 2])
    if kind == 'window' and cost > 0 then
      add(key, tonumber(ARGV[i * 4 + 1]), ARGV[i * 4 + 2])
    elseif kind == 'concurrent' then
      redis.call('ZADD', key, now + lease_ms, lease)
      redis.call('PEXPIRE', key, lease_ms)
    end
  end
end
return result
`

/**
 * KEYS: two for each charge, the counter and, where a client may be put aside for it, the mark for that.
 * ARGV: lease, then kind, slot width, cost, after and milliseconds of the ban for each.
 */
export const SETTLE = `${HEAD}
for i = 1, #KEYS / 2 do
  local key, mark = KEYS[i * 2 - 1], KEYS[i * 2]
  local at = i * 5 - 3
  local kind, width = ARGV[at], tonumber(ARGV[at + 1])
  if kind == 'concurrent' then
    redis.call('ZREM', key, ARGV[1])
  else
    add(key, width, ARGV[at + 2])
    if kind == 'ban' then
      local _, used = read(key, width)
      if used >= tonumber(ARGV[at + 3]) then redis.call('SET', mark, '1', 'PX', ARGV[at + 4]) end
    end
  end
end
return 1
`

/** Also into a Redis that has lost them. KEYS: counters of requests under way. ARGV: milliseconds of a lease, then for each key its lease. */
export const RENEW = `${HEAD}
for i, key in ipairs(KEYS) do
  redis.call('ZADD', key, now + tonumber(ARGV[1]), ARGV[i + 1])
  redis.call('PEXPIRE', key, ARGV[1])
end
return 1
`
