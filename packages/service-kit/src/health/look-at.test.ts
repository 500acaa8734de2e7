import { expect, it } from 'vitest'
import { type Check, lookAt } from './look-at.ts'

const check = (name: string, look: Check['look'], isVital = false): Check => ({
  name,
  loses: `${name} is lost`,
  isVital: () => isVital,
  timeoutMs: 20,
  look,
})
const well = check('disk', () => ({ status: 'ok', detail: '40 % free' }))

it('is ready if all is well, and says what it found', async () => {
  const checks = { disk: { status: 'ok', detail: '40 % free' } }
  expect(await lookAt([well])()).toEqual({ status: 'ready', checks })
})

it('is degraded by a dependency that does not answer in time, and says what is lost', async () => {
  const hung = check('postgres', () => new Promise(() => {}))
  expect(await lookAt([well, hung])()).toMatchObject({
    status: 'degraded',
    checks: { postgres: { status: 'down', detail: 'no answer within 20 ms', loses: 'postgres is lost' } },
  })
})

it('finds what a check says of itself if it has no answer, because another check tells why', async () => {
  const withoutAnswer = { status: 'ok', detail: 'unknown' } as const
  const hung = { ...check('workers', () => new Promise(() => {})), withoutAnswer }
  const broken = { ...check('queues', () => Promise.reject(new Error('no Redis'))), withoutAnswer }
  expect(await lookAt([hung, broken])()).toEqual({
    status: 'ready',
    checks: { workers: withoutAnswer, queues: withoutAnswer },
  })
})

it('is not ready while a dependency is down without which it can serve nothing', async () => {
  const vital = check('postgres', () => ({ status: 'down' }), true)
  expect(await lookAt([well, vital])()).toMatchObject({ status: 'not ready' })
})

it('is ready by fallback while a vital dependency is degraded only', async () => {
  const vital = check('postgres', () => ({ status: 'degraded' }), true)
  expect(await lookAt([vital])()).toMatchObject({ status: 'degraded' })
})

it('looks once for all who ask within a second', async () => {
  let looks = 0
  let nowMs = 0
  const look = lookAt([check('disk', () => ({ status: 'ok', detail: `look ${++looks}` }))], { now: () => nowMs })
  await Promise.all([look(), look()])
  nowMs = 1_000
  await look()
  expect(looks).toBe(1)
  nowMs = 1_001
  await look()
  expect(looks).toBe(2)
})
