import type { Operation } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { describe, expect, it } from 'vitest'
import { runsInMemory } from '../test/runs-in-memory.ts'
import { submitNextRun, submitRun } from './submit-run.ts'

const train = { kind: 'train', options: { tuneSeconds: 5, reason: 'request' } } as const

/** Runs in memory, and a submitter that notes its steps among those of the runs, or throws. */
function setUp(error?: Error) {
  const memory = runsInMemory()
  const submit = async (name: string, id: string, payload: object) => {
    if (error) throw error
    memory.steps.push(`submit ${name} ${id} ${JSON.stringify(payload)}`)
  }
  return { ...memory, submitter: { submit } }
}

describe('submitRun', () => {
  it('records the run before it queues the job under the id of the run, with the options that the job has', async () => {
    const { runs, steps, submitter } = setUp()
    const { id, ...operation } = await submitRun(runs, submitter, train)
    const payload = JSON.stringify({ tuneSeconds: 5, tenantId: 'acme', runId: id })
    expect(steps).toEqual(['insert train', `submit train ${id} ${payload}`])
    expect(operation).toEqual({ state: 'queued', ...train })
    expect(id).toMatch(/^op_[\w-]{16}$/)
  })

  it('marks a run as failed when queue Redis is unavailable, and throws the error on', async () => {
    const unavailable = new InklingError('dependency_unavailable', 'no Redis')
    const { runs, steps, submitter, open } = setUp(unavailable)
    await expect(submitRun(runs, submitter, train)).rejects.toBe(unavailable)
    expect(steps).toEqual(['insert train', `fail ${open[0]?.id}: The job could not be queued`])
  })

  it('keeps a run that must not be lost when queue Redis is unavailable', async () => {
    const { runs, steps, submitter } = setUp(new InklingError('dependency_unavailable', 'no Redis'))
    const erase = { kind: 'erase', options: { erasedTenantId: 'gone' }, isKept: true } as const
    expect(await submitRun(runs, submitter, erase)).toMatchObject({ state: 'queued' })
    expect(steps).toEqual(['insert erase'])
  })

  it('keeps a run whose queue is full', async () => {
    const { runs, steps, submitter } = setUp(new InklingError('overloaded', 'the queue is full'))
    expect(await submitRun(runs, submitter, train)).toMatchObject({ state: 'queued' })
    expect(steps).toEqual(['insert train'])
  })

  it('queues no job for a run that could not be recorded', async () => {
    const { runs, submitter, steps } = setUp()
    const unavailable = new Error('Postgres is unavailable')
    const submitted = submitRun({ ...runs, insert: () => Promise.reject(unavailable) }, submitter, train)
    await expect(submitted).rejects.toBe(unavailable)
    expect(steps).toEqual([])
  })

  it('gives every run another id', async () => {
    const { runs, submitter } = setUp()
    const submit = () => submitRun(runs, submitter, train)
    expect((await submit()).id).not.toBe((await submit()).id)
  })

  it('returns the active run when asked to, and queues nothing', async () => {
    const { runs, steps, active, submitter } = setUp()
    const first: Operation = await submitRun(runs, submitter, { ...train, unless: 'active' })
    active.push(first)
    const before = steps.length
    expect(await submitRun(runs, submitter, { ...train, unless: 'active' })).toBe(first)
    expect(steps).toHaveLength(before)
    expect((await submitRun(runs, submitter, train)).id).not.toBe(first.id)
  })

  it('lets a tenant have one run of a kind in the queue: the next one is queued when it has ended', async () => {
    const { runs, steps, open, submitter } = setUp()
    const first = await submitRun(runs, submitter, train)
    open.splice(0, 1, { ...first, state: 'running' })
    const second = await submitRun(runs, submitter, train)
    expect(steps.filter((step) => step.includes(`submit train ${second.id}`))).toEqual([])
    open.shift()
    await submitNextRun(runs, submitter, 'train')
    expect(steps.at(-1)).toContain(`submit train ${second.id}`)
  })

  it.each([
    ['train', 4],
    ['reindex', 4],
  ] as const)('limits the open runs of a tenant that calls: %s', async (kind, limit) => {
    const { runs, submitter } = setUp()
    let mostOpen = 0
    const insertUnlessQueued: typeof runs.insertUnlessQueued = (run, most) => {
      mostOpen = most
      return runs.insert(run)
    }
    await submitRun({ ...runs, insertUnlessQueued }, submitter, { ...train, kind, unless: 'queued' })
    expect(mostOpen).toBe(limit)
  })
})
