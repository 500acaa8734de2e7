import { describe, expect, it } from 'vitest'
import { runsInMemory } from '../test/runs-in-memory.ts'
import { requestRun } from './request-run.ts'

describe('requestRun', () => {
  it('records a train run with the default of its options and normal priority', async () => {
    const { runs, recorded } = runsInMemory()
    const { id } = await requestRun(runs, { kind: 'train' })
    const options = { tuneSeconds: 30, reason: 'request' }
    expect(recorded).toMatchObject([{ id, kind: 'train', options, priority: 'normal' }])
  })

  it('records a train run with the options, the time and the order that were given', async () => {
    const { runs, recorded } = runsInMemory()
    const order = { priority: 'high' as const, runAt: '2026-12-24T18:00:00Z', dedupeKey: 'night', after: ['op_1'] }
    const given = { tuneSeconds: 5, force: true }
    await requestRun(runs, { kind: 'train', options: given, ...order })
    expect(recorded).toMatchObject([{ options: { ...given, reason: 'request' }, ...order }])
  })

  it('gives runs of schedules low priority', async () => {
    const { runs, recorded } = runsInMemory()
    await requestRun(runs, { kind: 'reindex', options: { reason: 'schedule' } })
    expect(recorded).toMatchObject([{ options: { reason: 'schedule' }, priority: 'low' }])
  })

  it('refuses the options of another kind, and names each', async () => {
    const { runs, recorded } = runsInMemory()
    const request = { kind: 'train', options: { tuneSeconds: 1, dryRun: true, similarity: 0.7 } } as const
    await expect(requestRun(runs, request)).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/options/dryRun' }, { pointer: '/options/similarity' }],
    })
    expect(recorded).toEqual([])
  })

  it.each(['drift', 'schedule'] as const)('starts no second run while one is active: %s', async (reason) => {
    const { runs, active, recorded } = runsInMemory()
    active.push(await requestRun(runs, { kind: 'train', options: { reason } }))
    expect(await requestRun(runs, { kind: 'train', options: { reason } })).toBe(active[0])
    expect(recorded).toHaveLength(1)
  })

  it('starts no second run for a caller while an equal one is queued', async () => {
    const { runs, active, recorded } = runsInMemory()
    active.push(await requestRun(runs, { kind: 'train' }))
    expect(await requestRun(runs, { kind: 'train' })).toBe(active[0])
    expect(recorded).toHaveLength(1)
  })

  it('starts a run for a caller that wants other options than the queued one, or whose equal one has begun', async () => {
    const { runs, active, recorded } = runsInMemory()
    active.push({ ...(await requestRun(runs, { kind: 'train' })), state: 'running' })
    await requestRun(runs, { kind: 'train' })
    await requestRun(runs, { kind: 'train', options: { force: true } })
    expect(recorded).toHaveLength(3)
  })
})
