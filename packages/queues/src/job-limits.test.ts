import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { expect, it } from 'vitest'
import { jobConfig, jobLimits } from './job-limits.ts'
import { jobNames, jobs } from './jobs/registry.ts'

it('limits are those of each kind, unless the environment says otherwise', () => {
  const limits = jobLimits({ JOB_TRAIN_CONCURRENCY: 2, JOB_TRAINDUE_ATTEMPTS: 3, JOB_ERASE_WAITING_PER_TENANT: 7 })
  const { train, trainDue, erase, reindex } = limits
  expect(train).toMatchObject({ concurrency: 2, attempts: jobs.train.attempts, timeoutMs: jobs.train.timeoutMs })
  expect([trainDue.attempts, erase.waitingPerTenant]).toEqual([3, 7])
  expect(reindex).toMatchObject({ concurrency: 1, waitingPerTenant: 1_000 })
  expect(jobLimits().erase.waitingPerTenant).toBeUndefined()
})

it('the environment may set four limits of each kind, within bounds', () => {
  const config = Type.Object(jobConfig())
  expect(Object.keys(config.properties)).toHaveLength(4 * jobNames.length)
  expect(Value.Check(config, {})).toBe(true)
  expect(Value.Check(config, { JOB_TRAIN_ATTEMPTS: 1 })).toBe(true)
  for (const value of [0, 1.5, 101, 'many']) expect(Value.Check(config, { JOB_TRAIN_ATTEMPTS: value })).toBe(false)
})
