import { expect, it } from 'vitest'
import { type Kind, kindNames } from './kinds.ts'
import { recoveryOf } from './recovery.ts'
import type { Sent } from './sent.ts'

const everyMs = 25

/** A request every 25 ms, of all kinds in turn or of one, answered with 200 unless `isBad`. */
const sentUntil = (untilMs: number, isBad: (atMs: number) => boolean, kind?: Kind): Sent[] =>
  Array.from({ length: untilMs / everyMs }, (_, n) => {
    const atMs = n * everyMs
    const ofTurn = kindNames[n % kindNames.length] as Kind
    return { kind: kind ?? ofTurn, tenant: 't', atMs, tookMs: 10, status: isBad(atMs) ? 503 : 200 }
  })

it('recovery begins with the first two seconds in which all is well', () => {
  const sent = sentUntil(8_000, (atMs) => atMs < 3_000)
  expect(recoveryOf(sent, 0, 8_000)).toBe(3)
})

it('a short relapse begins the two seconds again', () => {
  const sent = sentUntil(8_000, (atMs) => atMs < 1_000 || (atMs >= 2_000 && atMs < 2_500))
  expect(recoveryOf(sent, 0, 8_000)).toBe(2.5)
})

it('there is no recovery until two seconds were well', () => {
  const sent = sentUntil(4_000, (atMs) => atMs < 3_000)
  expect(recoveryOf(sent, 0, 4_000)).toBeUndefined()
})

it('a kind of call that is sent less than once in two seconds must be seen to be well again', () => {
  const frequent = sentUntil(12_000, () => false).filter(({ kind }) => kind !== 'runs')
  const rare = (isBad: (atMs: number) => boolean) =>
    sentUntil(12_000, isBad, 'runs').filter(({ atMs }) => atMs % 2_500 === 0)
  expect(recoveryOf([...frequent, ...rare(() => false)], 0, 4_000)).toBeUndefined()
  expect(recoveryOf([...frequent, ...rare(() => false)], 0, 12_000)).toBe(0)
  expect(recoveryOf([...frequent, ...rare((atMs) => atMs <= 5_000)], 0, 12_000)).toBe(3)
})

it('a kind of call that is seldom sent and always fails is no recovery', () => {
  const rare = sentUntil(4_000, () => true, 'runs').filter(({ atMs }) => atMs % 500 === 0)
  expect(recoveryOf([...sentUntil(4_000, () => false), ...rare], 0, 4_000)).toBeUndefined()
})

it('answers without a part are no recovery', () => {
  const degraded = sentUntil(4_000, () => false).map((one) => ({ ...one, degraded: 'search' }))
  expect(recoveryOf(degraded, 0, 4_000)).toBeUndefined()
})
