import { describe, expect, it } from 'vitest'
import { runsInMemory } from '../test/runs-in-memory.ts'
import type { JobSubmitter } from './job-submitter.ts'
import { requestRun } from './request-run.ts'

/** Remembers the submitted jobs. */
function submitterInMemory() {
  const submitted: unknown[][] = []
  const submitter: Pick<JobSubmitter, 'submit'> = {
    submit: async (...job) => void submitted.push(job),
  }
  return { submitter, submitted }
}

describe('requestRun', () => {
  it('submits a train run with the default of its options', async () => {
    const { runs } = runsInMemory()
    const { submitter, submitted } = submitterInMemory()
    const { id, options } = await requestRun(runs, submitter, { kind: 'train' })
    expect(options).toEqual({ tuneSeconds: 30, reason: 'request' })
    expect(submitted).toEqual([['train', id, { tenantId: 'acme', runId: id, tuneSeconds: 30 }]])
  })

  it('submits a train run with the options that were given', async () => {
    const { runs } = runsInMemory()
    const { submitter, submitted } = submitterInMemory()
    const given = { tuneSeconds: 5, force: true }
    const { id, options } = await requestRun(runs, submitter, { kind: 'train', options: given })
    expect(options).toEqual({ ...given, reason: 'request' })
    expect(submitted).toEqual([['train', id, { tenantId: 'acme', runId: id, ...given }]])
  })

  it('leaves out options that the kind of run does not have, and does not change the request', async () => {
    const { runs } = runsInMemory()
    const { submitter, submitted } = submitterInMemory()
    const request = { kind: 'reindex', options: { tuneSeconds: 5, reason: 'schedule' } } as const
    const { id, options } = await requestRun(runs, submitter, request)
    expect(options).toEqual({ reason: 'schedule' })
    expect(submitted).toEqual([['reindex', id, { tenantId: 'acme', runId: id }]])
    expect(request.options).toEqual({ tuneSeconds: 5, reason: 'schedule' })
  })

  it.each(['drift', 'schedule'] as const)('starts no second run while one is active: %s', async (reason) => {
    const { runs, active } = runsInMemory()
    const { submitter, submitted } = submitterInMemory()
    active.push(await requestRun(runs, submitter, { kind: 'train', options: { reason } }))
    expect(await requestRun(runs, submitter, { kind: 'train', options: { reason } })).toBe(active[0])
    expect(submitted).toHaveLength(1)
  })

  it('starts no second run for a caller while an equal one is queued', async () => {
    const { runs, active } = runsInMemory()
    const { submitter, submitted } = submitterInMemory()
    active.push(await requestRun(runs, submitter, { kind: 'train' }))
    expect(await requestRun(runs, submitter, { kind: 'train' })).toBe(active[0])
    expect(submitted).toHaveLength(1)
  })

  it('starts a run for a caller that wants other options than the queued one, or whose equal one has begun', async () => {
    const { runs, active } = runsInMemory()
    const { submitter, submitted } = submitterInMemory()
    active.push({ ...(await requestRun(runs, submitter, { kind: 'train' })), state: 'running' })
    await requestRun(runs, submitter, { kind: 'train' })
    await requestRun(runs, submitter, { kind: 'train', options: { force: true } })
    expect(submitted).toHaveLength(3)
  })
})
