import { calls } from '@inkling/contracts'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { isRefused, Refused } from './refused.ts'
import type { Received } from './send.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const asked = { method: 'GET', path: '/api/v1/items/a', headers: {}, body: undefined }
const key = { name: 'key', headers: {} }
const forged = { name: 'forged', headers: {}, isForged: true } as const
const planned = { attack: { name: 'ids', call: calls.getItem, asked }, credential: key }
const answer = (status: number, after?: string): Received => ({
  ...{ status, text: '', whole: '' },
  headers: new Headers(after === undefined ? {} : { 'retry-after': after }),
})

it('an answer of 429 or 503 tested nothing; any other is an answer', () => {
  expect([429, 503, 200, 404, 500].filter((status) => isRefused(answer(status)))).toEqual([429, 503])
})

it('a refused attack is made again after Retry-After, once, and counted', () => {
  const refused = new Refused()
  refused.add(planned, answer(429, '7'))
  expect(refused.isBlocked(key, calls.getItem)).toBe(true)
  expect(refused.isBlocked(key, calls.listItems)).toBe(false)
  vi.advanceTimersByTime(6_900)
  expect(refused.next()).toBeUndefined()
  vi.advanceTimersByTime(200)
  expect(refused.next()).toBe(planned)
  expect(refused.next()).toBeUndefined()
  expect(refused.count).toBe(1)
})

it('no attack waits longer than a minute, or without end if no Retry-After is given', () => {
  const refused = new Refused()
  refused.add(planned, answer(429, '86400'))
  vi.advanceTimersByTime(60_001)
  expect(refused.next()).toBe(planned)
  refused.add(planned, answer(503))
  vi.advanceTimersByTime(1_001)
  expect(refused.next()).toBe(planned)
})

it('a forged credential that is refused keeps no other one from the call', () => {
  const refused = new Refused()
  refused.add({ ...planned, credential: forged }, answer(429, '7'))
  expect(refused.isBlocked(forged, calls.listItems)).toBe(true)
  expect(refused.isBlocked(key, calls.getItem)).toBe(false)
})
