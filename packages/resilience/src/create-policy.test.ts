import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { InklingError } from '@inkling/errors'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fail, hang, policyOptions, policyUnderTest, Refusal, succeed, within } from '../test/policy-under-test.ts'
import { useFakeTime } from '../test/use-fake-time.ts'
import { createPolicy } from './create-policy.ts'
import { resetCircuits } from './policies.ts'
import type { Policy } from './policy.ts'

useFakeTime()

const published: unknown[] = []
const listen = (message: unknown) => void published.push(message)
beforeEach(() => {
  published.length = 0
  subscribe('inkling:policy', listen)
})
afterEach(() => void unsubscribe('inkling:policy', listen))

/** Calls the policy one time after the other, and ignores how the calls end. */
async function repeat(times: number, policy: Policy, work: () => Promise<unknown>, timeoutMs = 10_000) {
  for (let call = 0; call < times; call++) await policy.execute(work, within(timeoutMs)).catch(() => {})
}

/** Calls that time out one after the other, all within this time. */
async function timeOut(times: number, policy: Policy, timeoutMs: number) {
  const calls = repeat(times, policy, hang, timeoutMs)
  await vi.advanceTimersByTimeAsync(times * timeoutMs)
  await calls
}

const unavailable = { code: 'dependency_unavailable', status: 503, retryAfterSeconds: 2 }
const tooLate = { code: 'deadline_exceeded', status: 504 }

describe('bulkhead', () => {
  it('a bulkhead runs and queues a fixed number of calls, and rejects the next as overloaded without running it', async () => {
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
    expect(published).toEqual([{ name: 'Shop', event: 'rejected' }])
    first.resolve('first')
    expect(await Promise.all([running, waiting])).toEqual(['first', 'answer'])
  })

  it('a call and its retry occupy one lane of the bulkhead', async () => {
    const policy = policyUnderTest({ concurrent: 1, queued: 0 })
    const work = vi.fn(succeed).mockImplementationOnce(fail)
    expect(await policy.execute(work, { ...within(500), retry: true })).toBe('answer')
  })

  it('no call waits in the bulkhead beyond its deadline, or runs after it', async () => {
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

describe('deadline', () => {
  it('a call that hangs ends at its deadline, and its signal aborts', async () => {
    const work = vi.fn((_signal: AbortSignal) => hang())
    const call = expect(policyUnderTest().execute(work, within(100))).rejects.toMatchObject(tooLate)
    await vi.advanceTimersByTimeAsync(99)
    expect(work.mock.lastCall?.[0].aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await call
    expect(work.mock.lastCall?.[0].aborted).toBe(true)
  })

  it('no work starts after the deadline', async () => {
    const options = within(100)
    vi.advanceTimersByTime(100)
    const work = vi.fn(succeed)
    await expect(policyUnderTest().execute(work, options)).rejects.toMatchObject(tooLate)
    expect(work).not.toHaveBeenCalled()
  })

  it('a call that used up its deadline is not retried', async () => {
    const work = vi.fn(hang)
    const call = expect(policyUnderTest().execute(work, { ...within(100), retry: true })).rejects.toMatchObject(tooLate)
    await vi.advanceTimersByTimeAsync(100)
    await call
    expect(work).toHaveBeenCalledTimes(1)
    expect(published).toEqual([{ name: 'Shop', event: 'expired' }])
  })

  it('a call after its deadline is too late even while the circuit is open', async () => {
    const policy = policyUnderTest({ breakAfter: 3 })
    await repeat(3, policy, fail)
    await expect(policy.execute(succeed, within(0))).rejects.toMatchObject(tooLate)
  })
})

describe('retry', () => {
  it('a fault is retried once, and only when the call allows it', async () => {
    const work = vi.fn(fail)
    const policy = policyUnderTest({ breakAfter: 10 })
    await expect(policy.execute(work, within(500))).rejects.toMatchObject(unavailable)
    expect(work).toHaveBeenCalledTimes(1)
    await expect(policy.execute(work, { ...within(500), retry: true })).rejects.toMatchObject(unavailable)
    expect(work).toHaveBeenCalledTimes(3)
    expect(published).toEqual([{ name: 'Shop', event: 'retry' }])
  })

  it('a retry has an attempt timeout of its own', async () => {
    const work = vi.fn(succeed).mockImplementationOnce(hang)
    const call = policyUnderTest().execute(work, { ...within(1_500), retry: true })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await call).toBe('answer')
  })

  it('retries add at most a tenth to the load while half of the calls fail', async () => {
    const policy = policyUnderTest()
    const work = vi.fn(() => (work.mock.calls.length % 2 === 0 ? fail() : succeed()))
    for (let call = 0; call < 200; call++) await policy.execute(work, { ...within(500), retry: true }).catch(() => {})
    const burst = 10
    expect(work.mock.calls.length).toBeGreaterThan(200 + burst)
    expect(work.mock.calls.length).toBeLessThanOrEqual(200 + burst + 20)
  })
})

describe('background retry', () => {
  it('a fault in background work is retried three times, if the budget has as many', async () => {
    const work = vi.fn(fail)
    const policy = policyUnderTest({ breakAfter: 10, retryDelayMs: 1 })
    await expect(policy.execute(work, { ...within(60_000), retry: 'background' })).rejects.toMatchObject(unavailable)
    expect(work).toHaveBeenCalledTimes(4)
  })

  it('background work is not retried if its deadline ends before the retry', async () => {
    const work = vi.fn(fail)
    const call = policyUnderTest().execute(work, { ...within(500), retry: 'background' })
    await expect(call).rejects.toMatchObject(unavailable)
    expect(work).toHaveBeenCalledTimes(1)
  })
})

describe('hedge', () => {
  /** Its usual time is 10 ms. */
  async function warm(options = {}) {
    const policy = policyUnderTest({ concurrent: 50, queued: 50, attemptTimeoutMs: 30_000, ...options })
    const usual = () => new Promise<string>((resolve) => void setTimeout(() => resolve('answer'), 10))
    for (let round = 0; round < 60; round++) {
      const call = policy.execute(usual, within(1_000))
      await vi.advanceTimersByTimeAsync(10)
      await call
    }
    return policy
  }

  it('a call that takes longer than usual gets a second attempt, and the slower one is cancelled', async () => {
    const policy = await warm()
    const signals: AbortSignal[] = []
    const work = (signal: AbortSignal) => {
      signals.push(signal)
      return signals.length === 1 ? hang() : succeed()
    }
    const call = policy.execute(work, { ...within(1_000), hedge: true })
    await vi.advanceTimersByTimeAsync(9)
    expect(signals).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(2)
    expect(await call).toBe('answer')
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
    expect(policy.describe()).toMatchObject({ inFlight: 0, counters: { hedge: 1, retry: 0 } })
  })

  it('calls that were given up do not change what is usual', async () => {
    const policy = await warm()
    const hung = Promise.all(Array.from({ length: 60 }, () => policy.execute(hang, within(900)).catch(() => {})))
    await vi.advanceTimersByTimeAsync(2_000)
    await hung
    await policy.execute(succeed, within(500))
    const work = vi.fn(succeed).mockImplementationOnce(hang)
    const call = policy.execute(work, { ...within(500), hedge: true })
    await vi.advanceTimersByTimeAsync(11)
    expect(await call).toBe('answer')
  })

  it('calls that hung and were answered in the end do not make it usual to hang', async () => {
    const policy = await warm({ slowMs: 1_000, breakAfter: 1_000 })
    const late = () => new Promise<string>((resolve) => void setTimeout(() => resolve('answer'), 9_000))
    const hung = Promise.all(Array.from({ length: 45 }, () => policy.execute(late, within(10_000))))
    await vi.advanceTimersByTimeAsync(9_000)
    await hung
    const slowBefore = policy.describe().counters.slow
    const call = policy.execute(late, within(10_000))
    await vi.advanceTimersByTimeAsync(1_500)
    expect(policy.describe().counters.slow).toBe(slowBefore + 1)
    await vi.advanceTimersByTimeAsync(9_000)
    await call
  })

  it('hedges and retries spend one budget', async () => {
    const policy = await warm({ retryBudget: 0, breakAfter: 1_000 })
    for (let call = 0; call < 8; call++) await policy.execute(fail, { ...within(500), retry: true }).catch(() => {})
    for (let call = 0; call < 8; call++) {
      const hung = policy.execute(hang, { ...within(500), hedge: true }).catch(() => {})
      await vi.advanceTimersByTimeAsync(500)
      await hung
    }
    const { retry, hedge } = policy.describe().counters
    expect(retry + hedge).toBe(10)
  })
})

describe('circuit', () => {
  it('a circuit opens after a number of faults in a row, then rejects calls without running or retrying them', async () => {
    const policy = policyUnderTest({ breakAfter: 3 })
    await repeat(2, policy, fail)
    expect(policy.state).toBe('closed')
    await repeat(1, policy, fail)
    expect(policy.state).toBe('open')
    const work = vi.fn(succeed)
    await expect(policy.execute(work, { ...within(500), retry: true })).rejects.toMatchObject(unavailable)
    expect(work).not.toHaveBeenCalled()
    expect(published).toEqual([{ name: 'Shop', event: 'opened' }])
  })

  it('a circuit counts attempts, and the attempt that opens it is not retried', async () => {
    const policy = policyUnderTest({ breakAfter: 3 })
    const work = vi.fn(fail)
    await policy.execute(work, { ...within(500), retry: true }).catch(() => {})
    await policy.execute(work, { ...within(500), retry: true }).catch(() => {})
    expect(policy.state).toBe('open')
    expect(work).toHaveBeenCalledTimes(3)
  })

  it('a success resets the count of faults in a row', async () => {
    const policy = policyUnderTest({ breakAfter: 3 })
    await repeat(2, policy, fail)
    await repeat(1, policy, succeed)
    await repeat(2, policy, fail)
    expect(policy.state).toBe('closed')
  })

  it('a circuit opens when more than half of the last calls, and of at least 20, are faults', async () => {
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

  it('a circuit stays closed while half of the calls are faults', async () => {
    const policy = policyUnderTest()
    for (let pair = 0; pair < 200; pair++) {
      await repeat(1, policy, succeed)
      await repeat(1, policy, fail)
    }
    expect(policy.state).toBe('closed')
  })

  it('a circuit that closed again does not count the faults from before', async () => {
    const policy = policyUnderTest({ breakAfter: 30 })
    await repeat(20, policy, fail)
    expect(policy.state).toBe('open')
    vi.advanceTimersByTime(5_000)
    await repeat(3, policy, succeed)
    await repeat(1, policy, fail)
    expect(policy.state).toBe('closed')
  })

  it('attempts that time out open the circuit, and the slow dependency gets no more calls', async () => {
    const policy = policyUnderTest({ breakAfter: 3 })
    const calls = repeat(3, policy, hang)
    await vi.advanceTimersByTimeAsync(3_000)
    await calls
    expect(policy.state).toBe('open')
    await expect(policy.execute(hang, within(500))).rejects.toMatchObject(unavailable)
  })

  it('errors that are not faults pass through unchanged, are not retried, and never open the circuit', async () => {
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

  it('an open circuit half-opens after its time and closes after three successes', async () => {
    const policy = policyUnderTest()
    await repeat(3, policy, fail)
    vi.advanceTimersByTime(4_999)
    await expect(policy.execute(succeed, within(500))).rejects.toMatchObject(unavailable)
    vi.advanceTimersByTime(1)
    await repeat(2, policy, succeed)
    expect(policy.state).toBe('halfOpen')
    await repeat(1, policy, succeed)
    expect(policy.state).toBe('closed')
    expect(published).toEqual([{ name: 'Shop', event: 'opened' }])
  })

  it('a half-open circuit opens again at the first fault', async () => {
    const policy = policyUnderTest()
    await repeat(3, policy, fail)
    vi.advanceTimersByTime(5_000)
    await repeat(2, policy, succeed)
    await repeat(1, policy, fail)
    expect(policy.state).toBe('open')
    await expect(policy.execute(succeed, within(500))).rejects.toMatchObject(unavailable)
  })

  it('a half-open circuit rejects the calls beyond its three trials at once', async () => {
    const policy = policyUnderTest({ concurrent: 5, attemptTimeoutMs: 60_000 })
    await repeat(3, policy, fail)
    vi.advanceTimersByTime(5_000)
    const { promise, resolve } = Promise.withResolvers<string>()
    const trials = [1, 2, 3].map(() => policy.execute(() => promise, within(60_000)))
    const work = vi.fn(succeed)
    await expect(policy.execute(work, within(500))).rejects.toMatchObject(unavailable)
    expect(work).not.toHaveBeenCalled()
    resolve('trial')
    expect(await Promise.all(trials)).toEqual(['trial', 'trial', 'trial'])
    expect(await policy.execute(work, within(500))).toBe('answer')
  })

  it('an open circuit waits twice as long each time that the trials fail, up to its longest time', async () => {
    const policy = policyUnderTest({ firstHalfOpenAfterMs: 1_000, halfOpenAfterMs: 3_000 })
    await repeat(3, policy, fail)
    for (const waitMs of [1_000, 2_000, 3_000, 3_000]) {
      vi.advanceTimersByTime(waitMs - 1)
      await expect(policy.execute(succeed, within(500))).rejects.toMatchObject({ message: /circuit open/ })
      expect(policy.describe().isIdle).toBe(false)
      vi.advanceTimersByTime(1)
      expect(policy.describe().isIdle).toBe(true)
      await expect(policy.execute(fail, within(500))).rejects.toMatchObject({ message: /call failed/ })
    }
  })

  it('a circuit that is reset is closed and has forgotten its faults', async () => {
    const policy = policyUnderTest({ name: 'Reset' })
    await repeat(3, policy, fail)
    expect(policy.state).toBe('open')
    expect(resetCircuits(['Reset', 'no such policy'])).toEqual(['Reset'])
    expect(policy.state).toBe('closed')
    await repeat(2, policy, fail)
    expect(policy.state).toBe('closed')
    expect(await policy.execute(succeed, within(500))).toBe('answer')
  })

  it('answers that say that the dependency is broken open the circuit, and callers get them all the same', async () => {
    const policy = policyUnderTest({ isFaultyAnswer: (answer) => answer === 500 })
    for (let call = 0; call < 3; call++) expect(await policy.execute(async () => 500, within(500))).toBe(500)
    expect(policy.state).toBe('open')
  })
})

describe('slow calls', () => {
  const hanging = (policy: Policy, options = {}) =>
    policy.execute(hang, { ...within(20_000), ...options }).catch(() => {})
  const slow = { concurrent: 20, attemptTimeoutMs: 30_000, slowMs: 1_000 }

  it('calls that still run after the slow threshold open the circuit before they end', async () => {
    const policy = policyUnderTest(slow)
    const calls = [1, 2, 3].map(() => hanging(policy))
    await vi.advanceTimersByTimeAsync(999)
    expect(policy.state).toBe('closed')
    await vi.advanceTimersByTimeAsync(251)
    expect(policy.state).toBe('open')
    expect(policy.describe()).toMatchObject({ inFlight: 3, counters: { slow: 3, opened: 1 } })
    await vi.advanceTimersByTimeAsync(20_000)
    await Promise.all(calls)
  })

  it('two slow calls open the circuit, however many faults it would take, unless a call succeeds meanwhile', async () => {
    const policy = policyUnderTest({ ...slow, breakAfter: 100 })
    const calls = [hanging(policy)]
    await vi.advanceTimersByTimeAsync(600)
    await policy.execute(async () => 'well', within(500))
    calls.push(hanging(policy))
    await vi.advanceTimersByTimeAsync(1_500)
    expect(policy.describe()).toMatchObject({ state: 'closed', counters: { slow: 2 } })
    calls.push(hanging(policy))
    await vi.advanceTimersByTimeAsync(1_250)
    expect(policy.state).toBe('open')
    await vi.advanceTimersByTimeAsync(20_000)
    await Promise.all(calls)
  })

  it('a slow call that ends well still gives its answer, and does not count as a success', async () => {
    const policy = policyUnderTest(slow)
    const { promise, resolve } = Promise.withResolvers<string>()
    const call = policy.execute(() => promise, within(20_000))
    await vi.advanceTimersByTimeAsync(1_500)
    resolve('late')
    expect(await call).toBe('late')
    await repeat(2, policy, fail)
    expect(policy.state).toBe('open')
  })

  it('a trial that is slow opens the half-open circuit again', async () => {
    const policy = policyUnderTest(slow)
    await repeat(3, policy, fail)
    vi.advanceTimersByTime(5_000)
    const trial = hanging(policy)
    await vi.advanceTimersByTimeAsync(1_250)
    expect(policy.state).toBe('open')
    await vi.advanceTimersByTimeAsync(20_000)
    await trial
  })

  it('work that is long by its nature is never slow', async () => {
    const policy = policyUnderTest(slow)
    const calls = [1, 2, 3].map(() => hanging(policy, { isLong: true }))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(policy.state).toBe('closed')
    await vi.advanceTimersByTimeAsync(20_000)
    await Promise.all(calls)
  })
})

describe('a dependency that hangs', () => {
  const watched = { concurrent: 20, attemptTimeoutMs: 30_000, slowMs: 1_000, breakAfter: 100 }
  const hangs = { code: 'dependency_unavailable', message: 'Shop unavailable: it hangs' }

  it('is found out by a single call within two seconds: the call ends, its signal aborts, and the next fails at once', async () => {
    const policy = policyUnderTest({ ...watched, probe: hang })
    const work = vi.fn((_signal: AbortSignal) => hang())
    const call = expect(policy.execute(work, { ...within(20_000), retry: true })).rejects.toMatchObject(hangs)
    await vi.advanceTimersByTimeAsync(2_000)
    await call
    expect(work.mock.calls.map(([signal]) => signal.aborted)).toEqual([true])
    expect(policy.describe()).toMatchObject({ state: 'open', inFlight: 0, counters: { slow: 1, opened: 1 } })
    await expect(policy.execute(succeed, within(500))).rejects.toMatchObject(unavailable)
  })

  it('ends all calls that are slow, and asks once for them', async () => {
    const probe = vi.fn(hang)
    const policy = policyUnderTest({ ...watched, probe })
    const calls = [1, 2, 3].map(() => expect(policy.execute(hang, within(20_000))).rejects.toMatchObject(hangs))
    await vi.advanceTimersByTimeAsync(2_000)
    await Promise.all(calls)
    expect(probe).toHaveBeenCalledTimes(1)
  })

  it('lets a trial of its half-open circuit end before its deadline', async () => {
    const probe = vi.fn(hang).mockImplementationOnce(succeed as typeof hang)
    const policy = policyUnderTest({ ...watched, breakAfter: 3, probe })
    await repeat(3, policy, fail)
    await vi.advanceTimersByTimeAsync(5_000)
    const trial = expect(policy.execute(hang, within(20_000))).rejects.toMatchObject(hangs)
    await vi.advanceTimersByTimeAsync(2_000)
    await trial
    expect(policy.state).toBe('open')
  })

  it('lets no caller wait for a trial until it answers a probe', async () => {
    const probe = vi.fn(hang)
    const policy = policyUnderTest({ ...watched, breakAfter: 3, probe })
    await repeat(3, policy, fail)
    for (let trial = 0; trial < 5; trial++) {
      await vi.advanceTimersByTimeAsync(6_000)
      await expect(policy.execute(succeed, within(500))).rejects.toMatchObject(unavailable)
    }
    probe.mockImplementation(succeed as typeof hang)
    await vi.advanceTimersByTimeAsync(6_000)
    expect(await policy.execute(succeed, within(500))).toBe('answer')
  })

  it('is called again although nobody has called it meanwhile', async () => {
    const policy = policyUnderTest({ ...watched, breakAfter: 3, probe: succeed })
    await repeat(3, policy, fail)
    expect(policy.state).toBe('open')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(policy.state).toBe('closed')
  })

  it('is told from a single call that takes long: the call goes on, and the circuit stays closed', async () => {
    const policy = policyUnderTest({ ...watched, probe: succeed })
    const { promise, resolve } = Promise.withResolvers<string>()
    const call = policy.execute(() => promise, within(20_000))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(policy.state).toBe('closed')
    resolve('late')
    expect(await call).toBe('late')
  })

  it.each([
    [
      'while it answers a probe work that is long by its nature goes on, and the circuit stays closed',
      succeed,
      'closed',
    ],
    ['without an answer to a probe work that is long by its nature ends too', hang, 'open'],
  ])('%s', async (_, probe, state) => {
    const policy = policyUnderTest({ ...watched, probe })
    const calls = [1, 2, 3].map(() => policy.execute(hang, { ...within(20_000), isLong: true }).catch(() => {}))
    await vi.advanceTimersByTimeAsync(2_000)
    expect(policy.state).toBe(state)
    await vi.advanceTimersByTimeAsync(20_000)
    await Promise.all(calls)
  })

  it('does not hang if another call succeeds while the probe fails', async () => {
    const policy = policyUnderTest({ ...watched, probe: hang })
    const call = policy.execute(hang, within(20_000)).catch(() => {})
    await vi.advanceTimersByTimeAsync(1_300)
    await policy.execute(succeed, within(500))
    await vi.advanceTimersByTimeAsync(2_000)
    expect(policy.describe()).toMatchObject({ state: 'closed', inFlight: 1 })
    await vi.advanceTimersByTimeAsync(20_000)
    await call
  })
})

describe('a dependency whose calls may be slow', () => {
  const patient = { concurrent: 20, attemptTimeoutMs: 30_000, slowMs: 1_000, mayBeSlow: true }

  it('stays in use while it answers the probe, however many calls are slow or reach their deadlines', async () => {
    const policy = policyUnderTest({ ...patient, probe: succeed })
    const calls = Array.from({ length: 10 }, () => policy.execute(hang, within(5_000)).catch(() => {}))
    await vi.advanceTimersByTimeAsync(6_000)
    await Promise.all(calls)
    expect(policy.describe()).toMatchObject({ state: 'closed', counters: { slow: 10, opened: 0 } })
  })

  it('is found to hang by a single slow call', async () => {
    const policy = policyUnderTest({ ...patient, probe: hang })
    const call = expect(policy.execute(hang, within(20_000))).rejects.toMatchObject({ code: 'dependency_unavailable' })
    await vi.advanceTimersByTimeAsync(2_000)
    await call
    expect(policy.state).toBe('open')
  })

  it('is stopped by other faults as any dependency', async () => {
    const policy = policyUnderTest({ ...patient, probe: succeed })
    await repeat(5, policy, fail)
    expect(policy.state).toBe('open')
  })
})

describe('circuit and deadline', () => {
  it('timeouts under deadlines shorter than the attempt timeout open the circuit', async () => {
    const policy = policyUnderTest({ breakAfter: 3, attemptTimeoutMs: 30_000 })
    await timeOut(3, policy, 5_000)
    expect(policy.state).toBe('open')
  })

  it('timeouts under deadlines of at least one second open the circuit', async () => {
    const policy = policyUnderTest({ breakAfter: 3, attemptTimeoutMs: 30_000 })
    await timeOut(3, policy, 1_000)
    expect(policy.state).toBe('open')
  })

  it('timeouts under deadlines shorter than one second leave the circuit closed', async () => {
    const policy = policyUnderTest({ breakAfter: 3, attemptTimeoutMs: 30_000 })
    await timeOut(25, policy, 999)
    expect(policy.state).toBe('closed')
  })

  it('attempts that time out in less than one second open the circuit if that is all an attempt may take', async () => {
    const policy = policyUnderTest({ breakAfter: 3, attemptTimeoutMs: 200 })
    await timeOut(3, policy, 179)
    expect(policy.state).toBe('closed')
    await timeOut(3, policy, 180)
    expect(policy.state).toBe('open')
  })

  it('a deadline of less than one second does not reset the count of faults', async () => {
    const policy = policyUnderTest({ breakAfter: 3, attemptTimeoutMs: 30_000 })
    await repeat(2, policy, fail)
    await timeOut(1, policy, 50)
    await repeat(1, policy, fail)
    expect(policy.state).toBe('open')
  })

  it('a half-open circuit does not open again because a caller had less than one second', async () => {
    const policy = policyUnderTest({ breakAfter: 3, attemptTimeoutMs: 30_000 })
    await repeat(3, policy, fail)
    vi.advanceTimersByTime(5_000)
    await timeOut(1, policy, 50)
    expect(policy.state).toBe('halfOpen')
  })

  it('a half-open circuit opens again when an attempt times out', async () => {
    const policy = policyUnderTest({ breakAfter: 3 })
    await repeat(3, policy, fail)
    vi.advanceTimersByTime(5_000)
    await timeOut(1, policy, 1_000)
    expect(policy.state).toBe('open')
  })
})

describe('defaults', () => {
  it('a circuit opens after five faults in a row and is tried after one second, then less and less often', async () => {
    const { breakAfter, halfOpenAfterMs, firstHalfOpenAfterMs, ...options } = policyOptions
    const policy = createPolicy(options)
    expect(policy.describe().settings).toMatchObject({ breakAfter: 5, halfOpenAfterMs: 60_000 })
    await repeat(4, policy, fail)
    expect(policy.state).toBe('closed')
    await repeat(1, policy, fail)
    vi.advanceTimersByTime(999)
    await expect(policy.execute(succeed, within(500))).rejects.toMatchObject(unavailable)
    vi.advanceTimersByTime(1)
    await repeat(1, policy, succeed)
    expect(policy.state).toBe('halfOpen')
  })
})

describe('errors', () => {
  const errorOf = (call: Promise<unknown>) =>
    call.then(
      () => undefined,
      (error: unknown) => error,
    )

  it('callers never read the name of the dependency, and operators always do', async () => {
    const policy = policyUnderTest({ concurrent: 1, queued: 0, breakAfter: 2 })
    const failed = await errorOf(policy.execute(fail, within(500)))
    const hanging = errorOf(policy.execute(hang, within(1_000)))
    const rejected = await errorOf(policy.execute(succeed, within(500)))
    await vi.advanceTimersByTimeAsync(1_000)
    const errors = [failed, rejected, await hanging, await errorOf(policy.execute(succeed, within(500)))]
    expect(errors).toMatchObject([
      {
        message: 'Shop unavailable: call failed',
        detail: 'The service is temporarily unavailable. Try again in 2 seconds.',
      },
      { message: 'Shop overloaded: bulkhead full', detail: 'Too many requests are waiting. Try again in 1 second.' },
      { message: 'Shop timed out', detail: 'There was no answer in the time allowed. Allow more time or try again.' },
      {
        message: 'Shop unavailable: circuit open',
        detail: 'The service is temporarily unavailable. Try again in 2 seconds.',
      },
    ])
    for (const error of errors) expect(error).toHaveProperty('cause', expect.any(Error))
    const states = errors.map((error) => (error as InklingError).dependency)
    expect(states).toEqual(['closed', 'closed', 'open', 'open'].map((circuit) => ({ name: 'Shop', circuit })))
  })

  it('an error keeps the fault that caused it', async () => {
    await expect(policyUnderTest().execute(fail, within(500))).rejects.toMatchObject({
      cause: new Error('connection reset'),
    })
  })

  it('an error of our own passes through unchanged even if it is a fault', async () => {
    const overloaded = new InklingError('overloaded', 'Try again in 9 seconds.')
    const refuse = async () => {
      throw overloaded
    }
    await expect(policyUnderTest().execute(refuse, within(500))).rejects.toBe(overloaded)
  })

  it('a fault at the deadline is a deadline that passed', async () => {
    const options = within(500)
    const failLate = async () => {
      vi.advanceTimersByTime(500)
      throw new Error('statement timeout')
    }
    await expect(policyUnderTest().execute(failLate, options)).rejects.toMatchObject(tooLate)
  })
})
