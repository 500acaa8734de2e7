import { InklingError } from '@inkling/errors'
import { expect, it } from 'vitest'
import { openRuns } from '../../test/open-runs.ts'
import { jobLimits } from '../job-limits.ts'
import type { WaitingRun } from './dispatched-runs.ts'
import { handRuns, type Slots } from './hand-runs.ts'

const waits = (id: string, facts: Partial<WaitingRun> = {}): WaitingRun => ({
  ...{ tenantId: `tenant of ${id}`, kind: 'train', priority: 1, isBusy: false, readyMs: 5, traceContext: null },
  options: { tuneSeconds: 1, reason: 'request' },
  ...facts,
  id,
})
const slots: Slots = { workers: 1, heavy: 5 }

/** Hands runs to queues that note their jobs among the steps of the runs. */
function setUp(of: ReturnType<typeof openRuns>, error?: Error) {
  const queues = {
    async addAll(kind: string, jobs: readonly { readonly jobId: string; readonly payload: object }[]) {
      if (error) throw error
      of.steps.push(['add', kind, ...jobs.map(({ jobId }) => jobId)])
    },
  }
  return (given = slots) => handRuns(of.runs, queues, given, new Map())
}

it('gives a queue the job of a run before it notes that the run was handed', async () => {
  const of = openRuns([], { waiting: [waits('a'), waits('b')] })
  expect((await setUp(of)()).handed).toEqual({ train: 1 })
  expect(of.steps).toEqual([
    ['add', 'train', 'a'],
    ['handed', 'a'],
  ])
})

it('gives jobs the payload of their kind, the time since when they wait and the trace of their request', async () => {
  const { runs } = openRuns([], { waiting: [waits('a', { tenantId: 'acme', traceContext: '{"traceparent":"00"}' })] })
  const added: unknown[] = []
  await handRuns(runs, { addAll: async (...job) => void added.push(job) }, slots, new Map())
  const payload = { tenantId: 'acme', runId: 'a', tuneSeconds: 1 }
  expect(added).toEqual([['train', [{ jobId: 'a', payload, timestampMs: 5, traceContext: '{"traceparent":"00"}' }]]])
})

it('hands a heavy run for every worker, and one more of the others', async () => {
  const erase = { kind: 'erase', options: { erasedTenantId: 'gone' } }
  const waiting = ['a', 'b', 'c', 'd'].flatMap((id) => [waits(id), waits(`erase ${id}`, erase)])
  const handed = async (workers: number, heavy: number) =>
    (await setUp(openRuns([], { waiting }))({ workers, heavy })).handed
  expect(await handed(1, 5)).toEqual({ train: 1, erase: 2 })
  expect(await handed(2, 5)).toEqual({ train: 2, erase: 4 })
  expect(await handed(4, 3)).toEqual({ train: 3, erase: 4 })
})

it('hands as many as the workers do at once by their limits', async () => {
  const of = openRuns([], { waiting: ['a', 'b', 'c', 'd'].map((id) => waits(id)) })
  expect((await setUp(of)({ ...slots, limits: jobLimits({ JOB_TRAIN_CONCURRENCY: 3 }) })).handed).toEqual({ train: 3 })
})

it('counts what the queues have already', async () => {
  const at = (kind: string) => ({ tenantId: 'x', id: kind, kind, state: 'running' }) as const
  const reindex = waits('b', { kind: 'reindex', options: {} })
  const handed = async (heavy: number) =>
    (await setUp(openRuns([at('train')], { waiting: [waits('a'), reindex] }))({ workers: 1, heavy })).handed
  expect(await handed(5)).toEqual({ reindex: 1 })
  expect(await handed(1)).toEqual({})
})

it('hands a tenant no more runs of all kinds together than its plan has at work at once', async () => {
  const at = { tenantId: 'acme', id: 'r', kind: 'refit', state: 'running' } as const
  const waiting = [waits('a', { tenantId: 'acme' }), waits('b', { tenantId: 'acme', kind: 'reindex', options: {} })]
  const handed = async (atOnce: number) => {
    const of = openRuns([at], { waiting, shares: new Map([['acme', { weight: 1, atOnce }]]) })
    const { handed: all } = await setUp(of)({ workers: 2, heavy: 5 })
    return Object.values(all).reduce((sum, each) => sum + each, 0)
  }
  expect([await handed(1), await handed(2), await handed(3)]).toEqual([0, 1, 2])
})

it('hands nothing that is paused', async () => {
  const waiting = [waits('a'), waits('b', { kind: 'reindex', options: {} })]
  const paused = openRuns([], { waiting, paused: { kinds: new Set(['train']), tenants: new Set(['tenant of b']) } })
  expect((await setUp(paused)()).handed).toEqual({})
})

it('fails a run whose options are not those of its kind, and hands the others', async () => {
  const of = openRuns([], { waiting: [waits('strange', { options: { tuneSeconds: 'long' } })] })
  await setUp(of)()
  expect(of.steps).toEqual([['fail', 'strange', expect.stringContaining('options')]])
})

it('lets runs wait on while queue Redis is unavailable', async () => {
  const of = openRuns([], { waiting: [waits('a')] })
  const unavailable = new InklingError('dependency_unavailable', 'no Redis')
  await expect(setUp(of, unavailable)()).rejects.toBe(unavailable)
  expect(of.steps).toEqual([])
})
