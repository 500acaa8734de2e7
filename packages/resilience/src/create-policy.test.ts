import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fail, hang, policyUnderTest, Refusal, succeed, within } from '../test/policy-under-test.ts'
import { useFakeTime } from '../test/use-fake-time.ts'
import type { Policy } from './create-policy.ts'

useFakeTime()

const published: unknown[] = []
const listen = (message: unknown) => void published.push(message)
beforeEach(() => {
  published.length = 0
  subscribe('inkling:policy', listen)
})
afterEach(() => void unsubscribe('inkling:policy', listen))

/** The policy's calls, each to its end, whatever that is. */
async function repeat(times: number, policy: Policy, work: () => Promise<unknown>) {
  for (let call = 0; call < times; call++) await policy.execute(work, within(10_000)).catch(() => {})
}

const unavailable = { code: 'dependency_unavailable', status: 503, retryAfterSeconds: 2 }
const tooLate = { code: 'deadline_exceeded', status: 504 }

describe('the bulkhead', () => {
  it('runs so many at once, lets so many wait, and answers the next overloaded without trying', async () => {
    const policy = policyUnderTest({ concurrent: 1, queued: 1 })
    const first = Promise.withResolvers<string>()
    const running = policy.execute(() => first.promise, within(500))
    const waiting = policy.execute(succeed, within(500))
    const refused = vi.fn(succeed)
    await expect(policy.execute(refused, within(500))).rejects.toMatchObject({
      code: 'overloaded',
      retryAfterSeconds: 1,
    })
    expect(refused).not.toHaveBeenCalled()
    expect(published).toEqual([{ name: 'shop', event: 'rejected' }])
    first.resolve('first')
    expect(await Promise.all([running, waiting])).toEqual(['first', 'answer'])
  })

  it('holds one lane for a call and its retry', async () => {
    const policy = policyUnderTest({ concurrent: 1, queued: 0 })
    const work = vi.fn(succeed).mockImplementationOnce(fail)
    expect(await policy.execute(work, { ...within(500), retry: true })).toBe('answer')
  })

  it('lets nobody wait in it beyond the deadline', async () => {
    const policy = policyUnderTest({ concurrent: 1, queued: 1, attemptTimeoutMs: 60_000 })
    void policy.execute(hang, within(60_000)).catch(() => {})
    const work = vi.fn(succeed)
    const waiting = expect(policy.execute(work, within(100))).rejects.toMatchObject(tooLate)
    await vi.advanceTimersByTimeAsync(100)
    await waiting
    await vi.advanceTimersByTimeAsync(60_000)
    expect(work).not.toHaveBeenCalled()
  })
})

describe('the deadline', () => {
  it('ends a call that hangs, and tells the work', async () => {
    const work = vi.fn((_signal: AbortSignal) => hang())
    const call = expect(policyUnderTest().execute(work, within(100))).rejects.toMatchObject(tooLate)
    await vi.advanceTimersByTimeAsync(99)
    expect(work.mock.lastCall?.[0].aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await call
    expect(work.mock.lastCall?.[0].aborted).toBe(true)
  })

  it('that has passed lets no work begin', async () => {
    const options = within(100)
    vi.advanceTimersByTime(100)
    const work = vi.fn(succeed)
    await expect(policyUnderTest().execute(work, options)).rejects.toMatchObject(tooLate)
    expect(work).not.toHaveBeenCalled()
  })

  it('leaves no room for a retry', async () => {
    const work = vi.fn(hang)
    const call = expect(policyUnderTest().execute(work, { ...within(100), retry: true })).rejects.toMatchObject(tooLate)
    await vi.advanceTimersByTimeAsync(100)
    await call
    expect(work).toHaveBeenCalledTimes(1)
  })
})

describe('the retry', () => {
  it('follows a fault once, and only where the work may run twice', async () => {
    const work = vi.fn(fail)
    const policy = policyUnderTest({ breakAfter: 10 })
    await expect(policy.execute(work, within(500))).rejects.toMatchObject(unavailable)
    expect(work).toHaveBeenCalledTimes(1)
    await expect(policy.execute(work, { ...within(500), retry: true })).rejects.toMatchObject(unavailable)
    expect(work).toHaveBeenCalledTimes(3)
    expect(published).toEqual([{ name: 'shop', event: 'retry' }])
  })

  it('gets an attempt timeout of its own', async () => {
    const work = vi.fn(succeed).mockImplementationOnce(hang)
    const call = policyUnderTest().execute(work, { ...within(1_500), retry: true })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await call).toBe('answer')
  })

  it('stays within a tenth of the load while half of it fails', async () => {
    const policy = policyUnderTest()
    const work = vi.fn(() => (work.mock.calls.length % 2 === 0 ? fail() : succeed()))
    for (let call = 0; call < 200; call++) await policy.execute(work, { ...within(500), retry: true }).catch(() => {})
    const burst = 10
    expect(work.mock.calls.length).toBeGreaterThan(200 + burst)
    expect(work.mock.calls.length).toBeLessThanOrEqual(200 + burst + 20)
  })
})

describe('the circuit', () => {
  it('opens after so many faults in a row, then refuses without trying and without a retry', async () => {
    const policy = policyUnderTest({ breakAfter: 3 })
    await repeat(2, policy, fail)
    expect(policy.state).toBe('closed')
    await repeat(1, policy, fail)
    expect(policy.state).toBe('open')
    const work = vi.fn(succeed)
    await expect(policy.execute(work, { ...within(500), retry: true })).rejects.toMatchObject(unavailable)
    expect(work).not.toHaveBeenCalled()
    expect(published).toEqual([{ name: 'shop', event: 'open' }])
  })

  it('counts attempts, and the one that opens it is not followed by a retry', async () => {
    const policy = policyUnderTest({ breakAfter: 3 })
    const work = vi.fn(fail)
    await policy.execute(work, { ...within(500), retry: true }).catch(() => {})
    await policy.execute(work, { ...within(500), retry: true }).catch(() => {})
    expect(policy.state).toBe('open')
    expect(work).toHaveBeenCalledTimes(3)
  })

  it('forgets faults at a success', async () => {
    const policy = policyUnderTest({ breakAfter: 3 })
    await repeat(2, policy, fail)
    await repeat(1, policy, succeed)
    await repeat(2, policy, fail)
    expect(policy.state).toBe('closed')
  })

  it('opens on more than half of the last calls, of twenty at least, however they alternate', async () => {
    const policy = policyUnderTest()
    for (let pair = 0; pair < 9; pair++) {
      await repeat(1, policy, fail)
      await repeat(1, policy, succeed)
    }
    await repeat(1, policy, fail)
    expect(policy.state).toBe('closed')
    await repeat(1, policy, fail)
    expect(policy.state).toBe('open')
  })

  it('stays closed while no more than half of the calls are faults', async () => {
    const policy = policyUnderTest()
    for (let pair = 0; pair < 200; pair++) {
      await repeat(1, policy, succeed)
      await repeat(1, policy, fail)
    }
    expect(policy.state).toBe('closed')
  })

  it('forgets the ratio when it has closed again', async () => {
    const policy = policyUnderTest({ breakAfter: 30 })
    await repeat(20, policy, fail)
    expect(policy.state).toBe('open')
    vi.advanceTimersByTime(5_000)
    await repeat(3, policy, succeed)
    await repeat(1, policy, fail)
    expect(policy.state).toBe('closed')
  })

  it('opens on a dependency that is slow and not dead, which is then spared', async () => {
    const policy = policyUnderTest({ breakAfter: 3 })
    const calls = repeat(3, policy, hang)
    await vi.advanceTimersByTimeAsync(3_000)
    await calls
    expect(policy.state).toBe('open')
    await expect(policy.execute(hang, within(500))).rejects.toMatchObject(unavailable)
  })

  it('does not open on errors that are no faults; they pass as they are, unrepeated', async () => {
    const policy = policyUnderTest({ breakAfter: 3 })
    const refusal = new Refusal('duplicate key')
    const work = vi.fn(async () => {
      throw refusal
    })
    for (let call = 0; call < 5; call++)
      await expect(policy.execute(work, { ...within(500), retry: true })).rejects.toBe(refusal)
    expect(work).toHaveBeenCalledTimes(5)
    expect(policy.state).toBe('closed')
  })

  it('half-opens after its time and closes after three successes', async () => {
    const policy = policyUnderTest()
    await repeat(3, policy, fail)
    vi.advanceTimersByTime(4_999)
    await expect(policy.execute(succeed, within(500))).rejects.toMatchObject(unavailable)
    vi.advanceTimersByTime(1)
    await repeat(2, policy, succeed)
    expect(policy.state).toBe('halfOpen')
    await repeat(1, policy, succeed)
    expect(policy.state).toBe('closed')
    expect(published).toEqual(['open', 'halfOpen', 'closed'].map((event) => ({ name: 'shop', event })))
  })

  it('opens again at the first fault while half-open', async () => {
    const policy = policyUnderTest()
    await repeat(3, policy, fail)
    vi.advanceTimersByTime(5_000)
    await repeat(2, policy, succeed)
    await repeat(1, policy, fail)
    expect(policy.state).toBe('open')
    await expect(policy.execute(succeed, within(500))).rejects.toMatchObject(unavailable)
  })

  it('lets nobody wait for its three trials beyond the deadline', async () => {
    const policy = policyUnderTest({ concurrent: 5, attemptTimeoutMs: 60_000 })
    await repeat(3, policy, fail)
    vi.advanceTimersByTime(5_000)
    const trials = [1, 2, 3].map(() => policy.execute(hang, within(60_000)).catch(() => {}))
    const waiting = expect(policy.execute(succeed, within(100))).rejects.toMatchObject(tooLate)
    await vi.advanceTimersByTimeAsync(100)
    await waiting
    await vi.advanceTimersByTimeAsync(60_000)
    await Promise.all(trials)
  })
})

it('what the operator reads names the dependency and keeps the cause', async () => {
  await expect(policyUnderTest().execute(fail, within(500))).rejects.toMatchObject({
    message: 'shop failed',
    cause: new Error('connection reset'),
  })
})
