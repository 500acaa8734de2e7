import { removeDataFolder, startRedisCluster } from '@inkling/local'
import { temporaryFolder } from '@inkling/testing'
import { Redis } from 'ioredis'
import { afterAll, expect, it } from 'vitest'
import { Heartbeats } from './heartbeats.ts'
import { JobSubmitter } from './job-submitter.ts'
import { startJobWorker } from './job-worker.ts'
import { redisPrefix } from './redis-prefix.ts'

const folder = await temporaryFolder()
const cluster = await startRedisCluster({ dir: folder, kind: 'queue' })
const errors: Error[] = []
const onError = (error: Error) => void errors.push(error)
const jobs = new JobSubmitter(cluster.url, onError)
const heartbeats = new Heartbeats(cluster.url, onError)
const stopping = new AbortController()
const done: number[] = []
const process = async ({ monthsAhead }: { readonly monthsAhead: number }) => void done.push(monthsAhead)
const worker = startJobWorker(cluster.url, 'partition', process as never, stopping.signal, onError)

afterAll(async () => {
  stopping.abort()
  await worker.close()
  await jobs.close()
  heartbeats.close()
  await cluster.stop()
  await removeDataFolder(folder)
})

const patient = { timeout: 30_000 }
const submit = (jobId: string, monthsAhead: number) => jobs.submit('partition', jobId, { monthsAhead })

it('jobs of a cluster are submitted, taken, scheduled and looked at, and all keys of the queues are in one slot', async () => {
  await expect
    .poll(
      () =>
        submit('one', 1).then(
          () => true,
          () => false,
        ),
      patient,
    )
    .toBe(true)
  await submit('two', 2)
  await expect.poll(() => done.toSorted(), patient).toEqual([1, 2])
  await jobs.schedule('partition', '0 0 1 1 *', { monthsAhead: 3 })
  expect(await jobs.isScheduled('partition')).toBe(true)
  expect((await jobs.look(Date.now())).find(({ queue }) => queue === 'partition')).toMatchObject({ waiting: 0 })
  heartbeats.start()
  await expect.poll(() => heartbeats.countAlive().catch(() => 0), patient).toBe(1)
  const held = await Promise.all(
    cluster.nodes.map(async ({ url }) => {
      const node = new Redis(url)
      const keys = await node.keys('*')
      node.disconnect()
      return keys
    }),
  )
  expect(held.filter((keys) => keys.length > 0)).toHaveLength(1)
  expect(held.flat().every((key) => key.startsWith(`${redisPrefix}:`))).toBe(true)
  expect(errors.filter(({ message }) => message.includes('CROSSSLOT'))).toEqual([])
})
