import { alerts } from '@inkling/telemetry/alerts'
import { expect, it } from 'vitest'
import { silencedUntil } from './silences.ts'

const alert = alerts.find(({ name }) => name === 'RedisUnavailable') as (typeof alerts)[number]
const redis = {
  alert,
  labels: { check: 'cacheRedis' },
  findings: [{ labels: { check: 'cacheRedis', service: 'search' }, value: 0 }],
}
const now = new Date('2026-11-29T09:00:00Z')
const later = new Date('2026-11-29T09:10:00Z')
const silence = (facts: object) => ({ alert: null, labels: {}, expiresAt: later, ...facts })

it.each([
  [{}, later],
  [{ alert: 'RedisUnavailable' }, later],
  [{ alert: 'DiskLow' }, undefined],
  [{ labels: { check: 'cacheRedis' } }, later],
  [{ labels: { service: 'search' } }, later],
  [{ labels: { check: 'queueRedis' } }, undefined],
  [{ labels: { service: 'search', check: 'queueRedis' } }, undefined],
  [{ expiresAt: now }, undefined],
])('an alert of cacheRedis in search is silenced by %j until %s', (facts, until) => {
  expect(silencedUntil(redis, [silence(facts)], now)).toEqual(until)
})

it('of several silences the longest counts', () => {
  const longer = new Date('2026-11-29T10:00:00Z')
  expect(silencedUntil(redis, [silence({}), silence({ expiresAt: longer })], now)).toEqual(longer)
})
