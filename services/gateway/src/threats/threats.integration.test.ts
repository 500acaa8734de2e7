import { createLogger, threatMetrics } from '@inkling/telemetry'
import { testRedis } from '@inkling/testing'
import client from '@prometheus-io/client'
import { Redis } from 'ioredis'
import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import type { ThreatActions } from './kinds.ts'
import type { Finding } from './security-log.ts'
import { Threats } from './threats.ts'

const server = await testRedis()
const redis = new Redis(server.url, { enableOfflineQueue: false, maxRetriesPerRequest: 0, retryStrategy: () => 20 })
redis.on('error', () => {})
const opened: Threats[] = []
afterAll(() => {
  for (const one of opened) one.close()
  redis.disconnect()
})
const connected = () => vi.waitFor(() => expect(redis.status).toBe('ready'), 20_000)
const slowly = { timeout: 20_000, interval: 50 }

const blocking: ThreatActions = {
  ...({ stuffing: 'block', leakedKey: 'limit', scraping: 'slow', pushing: 'limit', injection: 'block' } as const),
}
const clock = { nowMs: 0 }
/** Of each test, because the gateways of those before still share what they have. */
let attacker = ''
let tests = 0
beforeEach(async () => {
  clock.nowMs = Date.now()
  attacker = `address:9.9.9.${++tests}`
  await connected()
  await redis.flushall()
})

/** What one gateway finds and does. */
function gateway({ actions = blocking, actsOnPrivate = false } = {}) {
  const found: Finding[] = []
  const threats = new Threats({
    ...{ redis, actions, actsOnPrivate, blockMs: 60_000, nowMs: () => clock.nowMs },
    logger: createLogger({ service: 'test', level: 'silent' }),
    log: { add: (finding) => void found.push(finding) },
    metrics: threatMetrics(new client.Registry()),
  })
  opened.push(threats)
  return { threats, found }
}
const guess = ({ see }: Pick<Threats, 'see'>, source: string, from: number, to: number) => {
  for (let n = from; n < to; n++) see('stuffing', source, { member: `key ${n}` })
}
const guessAt = (threats: Threats, source: string, from: number, to: number) =>
  guess({ see: threats.see.bind(threats) }, source, from, to)

it('many different wrong keys from an address are observed, slowed, limited and blocked, with the reason', () => {
  const { threats, found } = gateway()
  const actionAfter = (from: number, to: number) => {
    guessAt(threats, attacker, from, to)
    return threats.standingOf(attacker)?.action
  }
  expect(actionAfter(0, 9)).toBeUndefined()
  expect(found).toEqual([])
  expect(actionAfter(9, 15)).toBeUndefined()
  expect(found.at(-1)).toMatchObject({ source: attacker, kind: 'stuffing', action: 'observe' })
  expect(found.at(-1)?.reason).toBe('different wrong keys from one address')
  expect([actionAfter(15, 25), actionAfter(25, 45), actionAfter(45, 90)]).toEqual(['slow', 'limit', 'block'])
  expect(threats.blocks.list()).toMatchObject([{ source: attacker, kind: 'stuffing' }])
})

it('one wrong key that is sent a thousand times counts once', () => {
  const { threats } = gateway()
  for (let n = 0; n < 1_000; n++) threats.see('stuffing', attacker, { member: 'the same' })
  expect(threats.scoreOf('stuffing', attacker)).toBe(1)
})

it('a score halves in its half-life, and with it ends what was done', () => {
  const { threats } = gateway()
  guessAt(threats, attacker, 0, 42)
  expect(threats.standingOf(attacker)?.action).toBe('limit')
  const before = threats.scoreOf('stuffing', attacker)
  clock.nowMs += 600_000
  expect(threats.scoreOf('stuffing', attacker)).toBeCloseTo(before / 2)
  expect(threats.standingOf(attacker)).toBeUndefined()
})

it.each(['address:127.0.0.1', 'address:10.1.2.3', 'address:192.168.0.1', 'address:unknown', 'address:0:0:0:0'])(
  '%s, which is a proxy or this machine, is only observed unless that is set',
  (source) => {
    const { threats, found } = gateway()
    guessAt(threats, source, 0, 200)
    expect(threats.standingOf(source)).toBeUndefined()
    expect(found.at(-1)).toMatchObject({ source, action: 'observe' })
  },
)

it('private addresses are blocked where they are clients', () => {
  const { threats } = gateway({ actsOnPrivate: true })
  guessAt(threats, 'address:10.1.2.3', 0, 200)
  expect(threats.standingOf('address:10.1.2.3')?.action).toBe('block')
})

it('a kind does no more than is set for it, and tenants are only observed', () => {
  const { threats } = gateway({ actions: { ...blocking, injection: 'observe' } })
  for (let n = 0; n < 50; n++) {
    threats.see('injection', attacker)
    threats.see('injection', 'tenant:shop')
    threats.see('leakedKey', 'key:k', { member: `network ${n}` })
  }
  expect(threats.standingOf(attacker)).toBeUndefined()
  expect(threats.standingOf('tenant:shop')).toBeUndefined()
  for (let n = 50; n < 400; n++) threats.see('leakedKey', 'key:k', { member: `network ${n}` })
  expect(threats.standingOf('key:k')?.action).toBe('limit')
})

it('two gateways add to one score, and what both have seen counts once', async () => {
  const [one, two] = [gateway().threats, gateway().threats]
  guessAt(one, attacker, 0, 15)
  await vi.waitFor(
    async () => expect(await redis.exists(`{inkling:threat}:score:stuffing:${attacker}`)).toBe(1),
    slowly,
  )
  guessAt(two, attacker, 5, 22)
  await vi.waitFor(() => expect(two.scoreOf('stuffing', attacker)).toBeGreaterThan(20.5), slowly)
  expect(two.scoreOf('stuffing', attacker)).toBeLessThan(23)
  expect(two.standingOf(attacker)?.action).toBe('slow')
})

it('a block holds in every gateway, and a release ends it everywhere with a score of 0', async () => {
  const [one, two] = [gateway().threats, gateway().threats]
  guessAt(one, attacker, 0, 90)
  await vi.waitFor(() => expect(two.standingOf(attacker)?.action).toBe('block'), slowly)
  await vi.waitFor(
    async () => expect(await redis.exists(`{inkling:threat}:score:stuffing:${attacker}`)).toBe(1),
    slowly,
  )
  expect(await two.release(attacker)).toBe(true)
  expect(two.standingOf(attacker)).toBeUndefined()
  await vi.waitFor(() => expect(one.standingOf(attacker)).toBeUndefined(), slowly)
  guessAt(one, attacker, 0, 5)
  expect(one.scoreOf('stuffing', attacker)).toBeLessThan(6)
  expect(await two.release(attacker)).toBe(false)
})

it('goes on by itself while Redis is unavailable, and shares its block once Redis is back', async () => {
  const { threats } = gateway()
  await server.stop()
  await vi.waitFor(() => expect(redis.status).not.toBe('ready'), slowly)
  guessAt(threats, attacker, 0, 90)
  expect(threats.standingOf(attacker)?.action).toBe('block')
  await threats.blocks.poll()
  expect(threats.standingOf(attacker)?.action).toBe('block')
  await server.start()
  await connected()
  await vi.waitFor(async () => expect(await redis.hexists('{inkling:threat}:blocks', attacker)).toBe(1), slowly)
  expect(threats.standingOf(attacker)?.action).toBe('block')
})
