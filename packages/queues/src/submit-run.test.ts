import type { Operation } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { runsInMemory } from '../test/runs-in-memory.ts'
import { submitRun } from './submit-run.ts'

const train = { kind: 'train', options: { tuneSeconds: 5 } }

describe('submitRun', () => {
  it('records the run before it queues the job under the id of the run', async () => {
    const { runs, steps } = runsInMemory()
    const operation = await submitRun(runs, train, async (runId) => void steps.push(`enqueue ${runId}`))
    expect(steps).toEqual(['insert train', `enqueue ${operation.id}`])
    expect(operation).toEqual({ id: expect.stringMatching(/^op_[\w-]{16}$/), state: 'queued', ...train })
  })

  it('marks a run as failed when its job cannot be queued, and throws the error on', async () => {
    const { runs, steps } = runsInMemory()
    const full = new Error('the queue is full')
    let id = ''
    const enqueue = async (runId: string) => {
      id = runId
      throw full
    }
    await expect(submitRun(runs, train, enqueue)).rejects.toBe(full)
    expect(steps).toEqual(['insert train', `fail ${id}: The job could not be queued`])
  })

  it('queues no job for a run that could not be recorded', async () => {
    const { runs } = runsInMemory()
    const unavailable = new Error('Postgres is unavailable')
    let isQueued = false
    const submitted = submitRun({ ...runs, insert: () => Promise.reject(unavailable) }, train, async () => {
      isQueued = true
    })
    await expect(submitted).rejects.toBe(unavailable)
    expect(isQueued).toBe(false)
  })

  it('gives every run another id', async () => {
    const { runs } = runsInMemory()
    const submit = () => submitRun(runs, train, async () => undefined)
    expect((await submit()).id).not.toBe((await submit()).id)
  })

  it('returns the active run when asked to, and queues nothing', async () => {
    const { runs, steps, active } = runsInMemory()
    const enqueue = async (runId: string) => void steps.push(`enqueue ${runId}`)
    const first: Operation = await submitRun(runs, { ...train, unless: 'active' }, enqueue)
    active.push(first)
    expect(await submitRun(runs, { ...train, unless: 'active' }, enqueue)).toBe(first)
    expect(steps).toEqual(['insert train', `enqueue ${first.id}`])
    expect((await submitRun(runs, train, enqueue)).id).not.toBe(first.id)
  })
})
