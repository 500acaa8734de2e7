import { describe, expect, it } from 'vitest'
import { runsInMemory } from '../test/runs-in-memory.ts'
import { submitRun } from './submit-run.ts'

const train = { kind: 'train', options: { tuneSeconds: 5, reason: 'request' }, unless: 'queued' } as const

describe('submitRun', () => {
  it('records a run under a random id, or under the one of the execution of its request', async () => {
    const { runs, recorded } = runsInMemory()
    const first = await submitRun(runs, train)
    expect(first.id).toMatch(/^op_[0-9a-f]{24}$/)
    expect((await submitRun(runs, train)).id).not.toBe(first.id)
    expect((await submitRun(runs, { ...train, executionId: 'once' })).id).toBe('op_once')
    expect(recorded[0]).not.toHaveProperty('executionId')
  })

  it('rejects when the run could not be recorded', async () => {
    const unavailable = new Error('Postgres is unavailable')
    const { runs } = runsInMemory()
    const broken = { ...runs, insertUnlessQueued: () => Promise.reject(unavailable) }
    await expect(submitRun(broken, train)).rejects.toBe(unavailable)
  })

  it('returns the active run when asked to, and records nothing', async () => {
    const { runs, active, recorded } = runsInMemory()
    active.push(await submitRun(runs, { ...train, unless: 'active' }))
    expect(await submitRun(runs, { ...train, unless: 'active' })).toBe(active[0])
    expect(recorded).toHaveLength(1)
  })

  it.each([
    ['train', 1_001],
    ['reindex', 1_001],
    ['erase', Number.POSITIVE_INFINITY],
  ] as const)('limits the open runs of a tenant that calls: %s', async (kind, limit) => {
    const { runs } = runsInMemory()
    let mostOpen = 0
    const insertUnlessQueued: typeof runs.insertUnlessQueued = (asked, most) => {
      mostOpen = most(kind)
      return runs.insertUnlessQueued(asked, most)
    }
    await submitRun({ ...runs, insertUnlessQueued }, { ...train, kind })
    expect(mostOpen).toBe(limit)
  })
})
