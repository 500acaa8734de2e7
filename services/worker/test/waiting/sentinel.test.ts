import { InvalidationBus } from '@inkling/cache'
import { topics } from '@inkling/contracts'
import { removeDataFolder, startRedis, startSentinel } from '@inkling/local'
import { JobSubmitter } from '@inkling/queues'
import { temporaryFolder } from '@inkling/testing'
import { Redis } from 'ioredis'
import { afterAll, expect, it } from 'vitest'

const folder = await temporaryFolder()
const password = 'a-password-of-the-test'
const master = await startRedis({ dir: `${folder}/master`, kind: 'queue', password })
const replica = await startRedis({ dir: `${folder}/replica`, kind: 'queue', password, replicaOf: master.url })
const sentinel = await startSentinel({ dir: `${folder}/sentinel`, name: 'inkling', masterUrl: master.url })
const jobs = new JobSubmitter(sentinel.url, () => {})
const logger = { debug() {} }
const [here, there] = [new InvalidationBus(sentinel.url, logger), new InvalidationBus(sentinel.url, logger)]
const woken = new Set<string>()
there.listen(topics.items, (tenantId) => woken.add(tenantId))

afterAll(async () => {
  here.close()
  there.close()
  await jobs.close()
  for (const server of [sentinel, replica, master]) await server.stop()
  await removeDataFolder(folder)
})

const submit = (jobId: string) => jobs.submit('partition', jobId, { monthsAhead: 1 })
const isSubmitted = (jobId: string) =>
  submit(jobId).then(
    () => true,
    () => false,
  )
/** A message is lost while a subscriber is not connected, so it is sent until it arrives. */
const arrives = (tenantId: string) =>
  expect
    .poll(
      () => {
        here.send(topics.items, tenantId)
        return woken.has(tenantId)
      },
      { timeout: 30_000 },
    )
    .toBe(true)

it('queues and wake-ups go on at the replica that Sentinel promotes, with the jobs from before', async () => {
  await expect.poll(() => isSubmitted('before'), { timeout: 30_000 }).toBe(true)
  await arrives('before')
  // Redis copies to replicas after it has answered.
  const control = new Redis(master.url)
  expect(await control.wait(1, 30_000)).toBe(1)
  control.disconnect()
  const watching = new Redis(sentinel.url.replace(/.*@/, 'redis://').replace(/\/\w+$/, ''))
  await expect.poll(async () => ((await watching.call('SENTINEL', 'REPLICAS', 'inkling')) as unknown[]).length).toBe(1)
  watching.disconnect()
  await master.stop()
  await expect.poll(() => isSubmitted('after'), { timeout: 30_000 }).toBe(true)
  await arrives('after')
  expect(await jobs.fateOf('partition', 'before')).toBe('alive')
})
