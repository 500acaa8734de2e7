import { createPolicy, Deadline, type Policy, resetCircuits } from '@inkling/resilience'
import { expect, it, vi } from 'vitest'
import { openCircuits } from './common-checks.ts'

const call = (policy: Policy, work: () => Promise<unknown>) =>
  policy.execute(work, { deadline: new Deadline(1_000) }).catch(() => {})

it('a circuit that refuses calls or is half-open degrades the process, and is named', async () => {
  vi.useFakeTimers()
  const policy = createPolicy({ name: 'Shop', breakAfter: 1, firstHalfOpenAfterMs: 100, isFault: () => true })
  expect(await openCircuits.look()).toEqual({ status: 'ok' })
  await call(policy, () => Promise.reject(new Error('refused')))
  expect(await openCircuits.look()).toEqual({ status: 'degraded', detail: 'Shop open' })
  vi.advanceTimersByTime(99)
  expect(await openCircuits.look()).toEqual({ status: 'degraded', detail: 'Shop open' })
  vi.advanceTimersByTime(1)
  expect(await openCircuits.look()).toEqual({ status: 'ok', detail: 'Shop is tried at its next call' })
  await call(policy, async () => 'well')
  expect(await openCircuits.look()).toEqual({ status: 'degraded', detail: 'Shop halfOpen' })
  vi.advanceTimersByTime(5_000)
  expect(await openCircuits.look()).toEqual({ status: 'ok', detail: 'Shop is tried at its next call' })
  resetCircuits(['Shop'])
  expect(await openCircuits.look()).toEqual({ status: 'ok' })
  vi.useRealTimers()
})
