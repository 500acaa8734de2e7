import type { Operation } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { type RunPorts, submitRun } from './submit-run.ts'

const train = { kind: 'train', options: { tuneSeconds: 5 } }

/** Keeps runs in memory, and the order of what happens. */
function runsInMemory() {
  const steps: string[] = []
  const active: Operation[] = []
  const runs: RunPorts = {
    async insert(tenantId, id, kind, options) {
      steps.push(`insert ${tenantId} ${kind}`)
      return { id, kind, options, state: 'queued' } as Operation
    },
    insertUnlessActive: async (...run) => active[0] ?? runs.insert(...run),
    async fail(tenantId, id, error) {
      steps.push(`fail ${tenantId} ${id}: ${error}`)
    },
  }
  return { runs, steps, active }
}

describe('submitRun', () => {
  it('records the run before it queues the job under its id', async () => {
    const { runs, steps } = runsInMemory()
    const operation = await submitRun(runs, 't', train, async (runId) => void steps.push(`enqueue ${runId}`))
    expect(steps).toEqual(['insert t train', `enqueue ${operation.id}`])
    expect(operation).toEqual({ id: expect.stringMatching(/^op_[\w-]{16}$/), state: 'queued', ...train })
  })

  it('marks a run failed when its job cannot be queued, and passes the refusal on', async () => {
    const { runs, steps } = runsInMemory()
    const refusal = new Error('the queue is full')
    let id = ''
    const enqueue = async (runId: string) => {
      id = runId
      throw refusal
    }
    await expect(submitRun(runs, 't', train, enqueue)).rejects.toBe(refusal)
    expect(steps).toEqual(['insert t train', `fail t ${id}: The job could not be queued`])
  })

  it('queues no job for a run that could not be recorded', async () => {
    const { runs } = runsInMemory()
    const away = new Error('Postgres is away')
    let isQueued = false
    const answer = submitRun({ ...runs, insert: () => Promise.reject(away) }, 't', train, async () => {
      isQueued = true
    })
    await expect(answer).rejects.toBe(away)
    expect(isQueued).toBe(false)
  })

  it('gives no two runs one id', async () => {
    const { runs } = runsInMemory()
    const submit = () => submitRun(runs, 't', train, async () => undefined)
    expect((await submit()).id).not.toBe((await submit()).id)
  })

  it('answers the run that is active when asked to, and queues nothing', async () => {
    const { runs, steps, active } = runsInMemory()
    const enqueue = async (runId: string) => void steps.push(`enqueue ${runId}`)
    const first = await submitRun(runs, 't', { ...train, unlessActive: true }, enqueue)
    active.push(first)
    expect(await submitRun(runs, 't', { ...train, unlessActive: true }, enqueue)).toBe(first)
    expect(steps).toEqual(['insert t train', `enqueue ${first.id}`])
    expect((await submitRun(runs, 't', train, enqueue)).id).not.toBe(first.id)
  })
})
