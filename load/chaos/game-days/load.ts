import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from '@inkling/client'
import { Redis } from 'ioredis'
import { becomesSteady } from '../../src/mix/becomes-steady.ts'
import { findPeak, warmUp } from '../../src/mix/find-peak.ts'
import { goFirst } from '../../src/mix/go-first.ts'
import { surgeOf, usualWeights } from '../../src/mix/kinds.ts'
import type { Sent } from '../../src/mix/sent.ts'
import { Traffic } from '../../src/mix/traffic.ts'
import { percentile } from '../../src/search/timed.ts'
import type { Begun, GameDay } from '../game-day.ts'
import type { Stage } from '../stage.ts'

const p99 = (sent: readonly Sent[]) =>
  percentile(
    sent.flatMap(({ tookMs }) => tookMs ?? []),
    0.99,
  )

const overloadTimes = 3
/** Of the search for the peak, and of warming up. */
const stepSeconds = 3

/** More critical requests than can be answered would be lost by any order of shedding, so they stay as they were. */
async function overload(stage: Stage): Promise<Begun> {
  const { traffic, stack, tenants } = stage
  const usual = traffic.perSecond
  goFirst(stack)
  const at = { url: stack.url, tenants }
  await warmUp(at, stepSeconds)
  const { good: peak } = await findPeak(at, stepSeconds)
  await becomesSteady(traffic, performance.now(), 30)
  traffic.perSecond = overloadTimes * peak
  traffic.weights = surgeOf(overloadTimes)
  const fromMs = performance.now()
  const offered = { what: 'three times as much is offered as is answered in time', holds: true }
  return {
    fromMs,
    end() {
      traffic.perSecond = usual
      traffic.weights = usualWeights
    },
    verify: async () => [{ ...offered, seen: `${(overloadTimes * peak).toFixed(0)} requests per second` }],
  }
}

async function noisyTenant({ stack, traffic, tenants }: Stage): Promise<Begun> {
  const [noisy] = tenants.slice(-1)
  await warmUp({ url: stack.url, tenants }, stepSeconds)
  await becomesSteady(traffic, performance.now(), 30)
  const fromMs = performance.now()
  const others = (from: number, to: number) =>
    traffic.sent.filter(({ tenant, atMs }) => tenant !== noisy?.id && atMs >= from && atMs < to)
  const before = others(fromMs - 5_000, fromMs)
  const perSecond = (10 * traffic.perSecond) / tenants.length
  const noise = new Traffic({ url: stack.url, tenants: noisy ? [noisy] : [], perSecond, seed: 7 })
  let during: readonly Sent[] = []
  return {
    fromMs,
    async end() {
      await noise.stop()
      during = others(fromMs, performance.now())
    },
    async verify() {
      const [was, became] = [p99(before), p99(during)]
      const seen = `${was.toFixed(0)} ms before, ${became.toFixed(0)} ms during`
      return [{ what: 'the p99 of the other tenants stays below 300 ms', holds: became < 300, seen }]
    },
  }
}

/** Caches are emptied, and then many ask for the same thing at once. */
async function herd({ stack, tenants: [tenant] }: Stage): Promise<Begun> {
  const client = createClient({ url: stack.url, apiKey: tenant?.key ?? '' })
  const redis = new Redis(stack.cacheRedis.url)
  await redis.flushall()
  redis.disconnect()
  const asked = Array.from({ length: 300 }, () => client.search({ body: { q: 'herd of one query' } }))
  const answers = await Promise.allSettled(asked)
  const failed = answers.filter(({ status }) => status === 'rejected').length
  const what = '300 clients who ask for the same thing at once are answered'
  return { end() {}, verify: async () => [{ what, holds: failed === 0, seen: `${failed} were not` }] }
}

/** Revokes a key while no message gets through cache Redis, and measures how long the key is still accepted. */
async function lostInvalidation({ stack, links, tenants: [tenant] }: Stage): Promise<Begun> {
  const admin = createClient({ url: stack.url, apiKey: stack.adminKey })
  const id = tenant?.id ?? ''
  const created = await admin.createKey({ params: { id }, body: { name: 'revoked' } })
  const isAccepted = async () => {
    const headers = { authorization: `Bearer ${created.key}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ recent: ['item-1'] })
    return (await fetch(`${stack.url}/api/v1/predictions`, { method: 'POST', headers, body })).status !== 401
  }
  for (let n = 0; n < 5; n++) await isAccepted()
  links.cacheRedis.stall()
  await admin.revokeKey({ params: { id, keyId: created.id } })
  const revokedMs = performance.now()
  while ((await isAccepted()) && performance.now() - revokedMs < 10_000) await delay(10)
  const staleMs = performance.now() - revokedMs
  const what = 'a revoked key is rejected within a second, although no message arrives'
  return {
    end: () => links.cacheRedis.mend(),
    verify: async () => [{ what, holds: staleMs < 1_000, seen: `${staleMs.toFixed(0)} ms` }],
  }
}

/** What clients do to each other, and what is lost on the way. */
export const loadDays: readonly GameDay[] = [
  {
    name: 'overload-3x',
    fault: 'Three times as many requests come as can be answered in time; not more critical ones than before',
    isDirect: true,
    env: { LOAD_LEVEL: 'auto' },
    seconds: 60,
    begin: overload,
    holds: { goodput: { events: 0.95, predictions: 0.95 }, recoverySeconds: 10, quickRefusals: 0.9 },
  },
  {
    name: 'noisy-tenant',
    fault: 'One tenant sends ten times its share',
    isDirect: true,
    env: { LOAD_LEVEL: 'auto' },
    begin: noisyTenant,
    holds: { goodput: { events: 0.95, predictions: 0.95, suggestions: 0.9, searches: 0.9 }, recoverySeconds: 5 },
  },
  {
    name: 'thundering-herd',
    fault: 'The cache Redis loses all keys, and 300 clients search for the same words at once',
    seconds: 5,
    begin: herd,
    holds: { goodput: { events: 0.8, predictions: 0.8 }, recoverySeconds: 5 },
  },
  {
    name: 'invalidation-lost',
    fault: 'No message gets through the cache Redis while a key is revoked',
    begin: lostInvalidation,
    holds: { goodput: { events: 0.95, predictions: 0.95, suggestions: 0.9, searches: 0.9 }, recoverySeconds: 5 },
  },
]
