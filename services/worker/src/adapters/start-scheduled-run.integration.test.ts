import { createDatabase, readRun, readRunActivity } from '@inkling/database'
import { JobSubmitter } from '@inkling/queues'
import { runRequestMetrics } from '@inkling/telemetry'
import { testDatabase, testRedis } from '@inkling/testing'
import { Redis } from 'ioredis'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { startScheduledRun } from './start-scheduled-run.ts'

const { roleUrl } = await testDatabase()
const redis = await testRedis()
const control = new Redis(redis.url)
control.on('error', () => {})
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 2 })
const submitter = new JobSubmitter(redis.url, () => {})
afterAll(async () => {
  control.disconnect()
  await Promise.all([submitter.close(), database.close()])
})
const { requests } = runRequestMetrics()
beforeEach(() => requests.reset())

const start = (tenantId: string) => startScheduledRun(database, submitter, tenantId, 'train')
const queuedIds = () => control.lrange('{inkling}:train:wait', 0, -1)
const counted = async () => (await requests.get()).values.map(({ labels, value }) => ({ ...labels, value }))

it('records a due run and queues its job, with default options', async () => {
  await start('due')
  const [runId = ''] = await queuedIds()
  expect(await readRun(database.background('due'), runId)).toMatchObject({
    kind: 'train',
    state: 'queued',
    options: { tuneSeconds: 30, reason: 'schedule' },
  })
  const data = (await control.hget(`{inkling}:train:${runId}`, 'data')) ?? ''
  expect(JSON.parse(data)).toEqual({ tenantId: 'due', runId, tuneSeconds: 30 })
  expect(await counted()).toEqual([{ kind: 'train', reason: 'schedule', outcome: 'taken', value: 1 }])
})

it('starts no second run while one of the kind is active', async () => {
  await start('twice')
  const before = await queuedIds()
  await start('twice')
  expect(await queuedIds()).toEqual(before)
})

it('marks a due run as failed when queue Redis is unavailable, so that the next time starts another', async () => {
  await redis.stop()
  await expect(start('unlucky')).rejects.toMatchObject({ code: 'dependency_unavailable' })
  expect(await readRunActivity(database.background('unlucky'), 'train')).toMatchObject({ isActive: false })
  expect(await counted()).toEqual([{ kind: 'train', reason: 'schedule', outcome: 'refused', value: 1 }])
  await redis.start()
})
