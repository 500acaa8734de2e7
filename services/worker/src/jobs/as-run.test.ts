import { InklingError } from '@inkling/errors'
import { failureOf } from '@inkling/queues'
import { createLogger } from '@inkling/telemetry'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { asRun, type RunContext, type RunRecorder } from './as-run.ts'

const logger = createLogger({ service: 'test', level: 'silent' })
const run = { tenantId: 't', runId: 'op_1' }
const signal = new AbortController().signal
const broken = new Error('secret: no disk')

afterEach(() => vi.restoreAllMocks())

const untouched: RunRecorder = {
  hasEnded: async () => false,
  begin: async () => 1,
  progress: async () => {},
  succeed: async () => {},
  fail: async () => {},
}

/** Runs `work` as a run, and returns what was recorded of it. */
async function recorded(
  work: (context: RunContext) => Promise<object>,
  isLastAttempt = false,
  own: Partial<RunRecorder> = {},
) {
  const steps: unknown[][] = []
  const runs: RunRecorder = {
    ...untouched,
    begin: async () => steps.push(['begin']),
    progress: async (_, progress) => void steps.push(['progress', progress]),
    succeed: async (_, result) => void steps.push(['succeed', result]),
    fail: async (_, error, cause) => void steps.push(['fail', error, cause]),
    ...own,
  }
  const process = asRun(runs, logger, async (_, context) => ({ ...(await work(context)) }))
  const error = await process(run, { signal, isLast: () => isLastAttempt }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return { steps, error }
}

describe('asRun', () => {
  it('records that a run began and its result', async () => {
    expect(await recorded(async () => ({ events: 3 }))).toEqual({
      steps: [['begin'], ['succeed', { events: 3 }]],
      error: undefined,
    })
  })

  it('records no failure while another attempt follows, and throws the error to the queue', async () => {
    const { steps, error } = await recorded(() => Promise.reject(broken))
    expect(steps).toEqual([['begin']])
    expect(error).toBe(broken)
  })

  it('records the failure of the last attempt, and its cause apart, which the tenant must not read', async () => {
    const { steps, error } = await recorded(() => Promise.reject(broken), true)
    expect(steps).toEqual([['begin'], ['fail', expect.not.stringContaining('disk'), broken]])
    expect(error).toBe(broken)
  })

  it('tells why the last attempt failed, if its error is one that the tenant may read', async () => {
    const full = new InklingError('internal', 'The disk of a repository is full')
    const { steps } = await recorded(() => Promise.reject(full), true)
    expect(steps).toEqual([['begin'], ['fail', 'The disk of a repository is full', full]])
  })

  it('counts a result that could not be stored as a failed attempt', async () => {
    const { error } = await recorded(async () => ({}), false, { succeed: () => Promise.reject(broken) })
    expect(error).toBe(broken)
  })

  it.each([
    [19, 'outage'],
    [20, 'fault'],
  ])('after begin number %i an outage of its work is a case of %s', async (begun, failure) => {
    const outage = new InklingError('dependency_unavailable', 'no')
    const asked: unknown[] = []
    const isLast = (error: unknown) => asked.push(failureOf(error)) < 0
    const runs = { ...untouched, begin: async () => begun }
    const thrown = await asRun(runs, logger, () => Promise.reject(outage))(run, { signal, isLast }).catch(failureOf)
    expect([asked, thrown]).toEqual([[failure], failure])
  })

  it('stores progress at most twice a second', async () => {
    const clock = vi.spyOn(performance, 'now')
    const { steps } = await recorded(async ({ onProgress }) => {
      for (const [nowMs, progress] of [
        [1_000, 0.1],
        [1_499, 0.2],
        [1_500, 0.3],
        [1_999, 0.4],
        [2_000, 0.5],
      ] as const) {
        clock.mockReturnValue(nowMs)
        onProgress(progress)
      }
      return {}
    })
    expect(steps.filter(([step]) => step === 'progress')).toEqual(
      [0.1, 0.3, 0.5].map((progress) => ['progress', progress]),
    )
  })

  it('continues the work when its progress cannot be stored', async () => {
    const work = async ({ onProgress }: RunContext) => {
      onProgress(0.5)
      return {}
    }
    const { steps } = await recorded(work, false, { progress: () => Promise.reject(broken) })
    expect(steps).toContainEqual(['succeed', {}])
  })

  it('does no work for a run that has ended, such as one that was cancelled while it waited', async () => {
    const work = vi.fn(async () => ({}))
    expect(await recorded(work, false, { hasEnded: async () => true })).toEqual({ steps: [], error: undefined })
    expect(work).not.toHaveBeenCalled()
  })

  it('aborts the work of a run that is cancelled, and neither fails it nor tries it again', async () => {
    vi.useFakeTimers()
    let isCancelled = false
    const untilAborted = ({ signal: aborted }: RunContext) => {
      isCancelled = true
      return new Promise<object>((_, reject) => aborted.addEventListener('abort', () => reject(aborted.reason)))
    }
    const ended = recorded(untilAborted, true, { hasEnded: async () => isCancelled })
    await vi.advanceTimersByTimeAsync(500)
    expect(await ended).toEqual({ steps: [['begin']], error: undefined })
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  it('goes on with the work while it cannot be told whether the run was cancelled', async () => {
    vi.useFakeTimers()
    let looks = 0
    const hasEnded = async () => {
      if (looks++ > 0) throw broken
      return false
    }
    const done = Promise.withResolvers<object>()
    const ended = recorded(() => done.promise, false, { hasEnded })
    await vi.advanceTimersByTimeAsync(3_000)
    done.resolve({})
    expect(await ended).toEqual({ steps: [['begin'], ['succeed', {}]], error: undefined })
    expect(looks).toBeGreaterThan(2)
    vi.useRealTimers()
  })
})
