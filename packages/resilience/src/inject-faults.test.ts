import { afterEach, expect, it, vi } from 'vitest'
import { policyUnderTest, succeed, within } from '../test/policy-under-test.ts'
import { useFakeTime } from '../test/use-fake-time.ts'
import { type Fault, InjectedFaults, injectedFaults, withFaults } from './inject-faults.ts'

useFakeTime()
afterEach(() => injectedFaults.end('a'))

const fault: Fault = { dependency: 'shop', kind: 'error', durationMs: 10_000 }
const idle = new AbortController().signal

const faultsAt = (clock: { nowMs: number }, random = () => 0) => new InjectedFaults({ now: () => clock.nowMs, random })

it('an injected fault ends by itself when its time is over', () => {
  const clock = { nowMs: 0 }
  const faults = faultsAt(clock)
  faults.set('a', fault)
  clock.nowMs = 9_999
  expect(faults.find({ dependency: 'Shop' })).toMatchObject(fault)
  clock.nowMs = 10_000
  expect(faults.find({ dependency: 'Shop' })).toBeUndefined()
  expect(faults.active.size).toBe(0)
})

it('an injected fault that is ended early hits no further call', () => {
  const faults = faultsAt({ nowMs: 0 })
  faults.set('a', fault)
  faults.end('a')
  expect(faults.find({ dependency: 'Shop' })).toBeUndefined()
})

it('a fault of one dependency leaves the calls of another alone', () => {
  const faults = faultsAt({ nowMs: 0 })
  faults.set('a', fault)
  expect(withFaults(succeed, { dependency: 'other' }, faults)).toBe(succeed)
})

it('a fault for one tenant leaves the calls of another alone', () => {
  const faults = faultsAt({ nowMs: 0 })
  faults.set('a', { ...fault, tenantId: 'acme' })
  expect(faults.find({ dependency: 'Shop', tenantId: 'acme' })).toBeDefined()
  expect(faults.find({ dependency: 'Shop', tenantId: 'other' })).toBeUndefined()
  expect(faults.find({ dependency: 'Shop' })).toBeUndefined()
})

it('a fault for a share of the calls hits that share', () => {
  const draws = [0.1, 0.6, 0.3, 0.9]
  const faults = faultsAt({ nowMs: 0 }, () => draws.shift() ?? 0)
  faults.set('a', { ...fault, share: 0.5 })
  const hits = [1, 2, 3, 4].map(() => faults.find({ dependency: 'Shop' }) !== undefined)
  expect(hits).toEqual([true, false, true, false])
})

it.each([
  [{ durationMs: 0 }, 'durationMs must be 1 to 3600000, got 0'],
  [{ share: 0 }, 'share must be above 0 and at most 1, got 0'],
  [{ share: 1.5 }, 'share must be above 0 and at most 1, got 1.5'],
  [{ latencyMs: -1 }, 'latencyMs must be 0 to 3600000, got -1'],
])('rejects a fault with %o', (wrong, message) => {
  expect(() => faultsAt({ nowMs: 0 }).set('a', { ...fault, ...wrong })).toThrow(message)
})

it('an injected error fails the call without making it', async () => {
  const faults = faultsAt({ nowMs: 0 })
  faults.set('a', fault)
  const work = vi.fn(succeed)
  await expect(withFaults(work, { dependency: 'Shop' }, faults)(idle)).rejects.toThrow('injected fault')
  expect(work).not.toHaveBeenCalled()
})

it('an injected closed connection loses the answer of a call that was made', async () => {
  const faults = faultsAt({ nowMs: 0 })
  faults.set('a', { ...fault, kind: 'close' })
  const work = vi.fn(succeed)
  await expect(withFaults(work, { dependency: 'Shop' }, faults)(idle)).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(work).toHaveBeenCalledOnce()
})

it('injected errors open the circuit of a policy, and a trial closes it after the fault has ended', async () => {
  const policy = policyUnderTest({ breakAfter: 3, halfOpenAfterMs: 5_000 })
  injectedFaults.set('a', { ...fault, durationMs: 1_000 })
  for (let n = 0; n < 3; n++) await policy.execute(succeed, within(500)).catch(() => {})
  expect(policy.state).toBe('open')
  await vi.advanceTimersByTimeAsync(5_000)
  await Promise.all([1, 2, 3].map(() => policy.execute(succeed, within(500))))
  expect(policy.state).toBe('closed')
})

it('an injected hang ends at the deadline of the call', async () => {
  injectedFaults.set('a', { ...fault, kind: 'hang', durationMs: 1_000 })
  const call = policyUnderTest().execute(succeed, within(300))
  const refused = expect(call).rejects.toMatchObject({ code: 'deadline_exceeded' })
  await vi.advanceTimersByTimeAsync(300)
  await refused
})

it('injected latency delays the answer, and a fault for another tenant does not', async () => {
  injectedFaults.set('a', { ...fault, kind: 'latency', latencyMs: 200, tenantId: 'acme', durationMs: 10_000 })
  const policy = policyUnderTest()
  await expect(policy.execute(succeed, { ...within(900), tenantId: 'other' })).resolves.toBe('answer')
  const answered = vi.fn()
  const call = policy.execute(succeed, { ...within(900), tenantId: 'acme' }).then(answered)
  await vi.advanceTimersByTimeAsync(199)
  expect(answered).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  await call
  expect(answered).toHaveBeenCalledWith('answer')
})
