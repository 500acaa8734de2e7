import { InklingError } from '@inkling/errors'
import { describe, expect, it } from 'vitest'
import { runsInMemory } from '../test/runs-in-memory.ts'
import { jobLimits, limitsOfPlan } from './job-limits.ts'
import { type BulkRunRequest, requestRuns } from './request-run.ts'

describe('requestRuns', () => {
  it('records runs with the defaults of their options, in their order', async () => {
    const { runs, recorded } = runsInMemory()
    const order = { priority: 'high' as const, dedupeKey: 'night' }
    const outcomes = await requestRuns(runs, [{ kind: 'train', ...order }, { kind: 'reindex' }])
    expect(outcomes).toMatchObject(recorded.map(({ id }) => ({ status: 'fulfilled', value: { id } })))
    expect(recorded).toMatchObject([
      { kind: 'train', options: { tuneSeconds: 30, reason: 'request' }, ...order },
      { kind: 'reindex', options: { reason: 'request' }, priority: 'normal' },
    ])
  })

  it('refuses the requests that are not valid, and records the others', async () => {
    const { runs, recorded } = runsInMemory()
    const wrong = [{ kind: 'brew' }, { kind: 'train', options: { similarity: 1 } }] as unknown as BulkRunRequest[]
    const outcomes = await requestRuns(runs, [...wrong, { kind: 'train' }])
    expect(outcomes).toMatchObject([
      { status: 'rejected', reason: { code: 'validation_failed', errors: [{ pointer: '/kind' }] } },
      { status: 'rejected', reason: { errors: [{ pointer: '/options/similarity' }] } },
      { status: 'fulfilled', value: { id: recorded[0]?.id } },
    ])
  })

  it('records thousands in transactions of 1,000', async () => {
    const { runs } = runsInMemory()
    const sizes: number[] = []
    const insertUnlessQueued: typeof runs.insertUnlessQueued = (asked, mostOpen) => {
      sizes.push(asked.length)
      return runs.insertUnlessQueued(asked, mostOpen)
    }
    await requestRuns({ ...runs, insertUnlessQueued }, Array(2_001).fill({ kind: 'train' }))
    expect(sizes).toEqual([1_000, 1_000, 1])
  })

  it('rejects when the runs could not be recorded', async () => {
    const unavailable = new InklingError('dependency_unavailable', 'Postgres is unavailable')
    const insertUnlessQueued = () => Promise.reject(unavailable)
    await expect(requestRuns({ ...runsInMemory().runs, insertUnlessQueued }, [{ kind: 'train' }])).rejects.toBe(
      unavailable,
    )
  })
})

it('a plan limits how many runs of each kind wait, up to the limit of the kind', () => {
  const limits = limitsOfPlan(jobLimits(), 100)
  expect([limits.train, limits.dedupe].map(({ waitingPerTenant }) => waitingPerTenant)).toEqual([100, 3])
  expect(limits.erase).not.toHaveProperty('waitingPerTenant')
  expect(limits.train.attempts).toBe(jobLimits().train.attempts)
})
