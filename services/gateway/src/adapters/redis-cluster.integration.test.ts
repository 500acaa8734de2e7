import { openRedis } from '@inkling/cache'
import { removeDataFolder, startRedisCluster } from '@inkling/local'
import { temporaryFolder } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import type { LogEntry } from '../streams/log-window.ts'
import { SharedCounters } from './shared-counters.ts'
import { StreamBroker } from './stream-broker.ts'

const folder = await temporaryFolder()
const cluster = await startRedisCluster({ dir: folder, kind: 'cache' })
const ends: (() => void)[] = []
afterAll(async () => {
  for (const end of ends) end()
  await cluster.stop()
  await removeDataFolder(folder)
})

const minuteMs = 60_000
const patient = { timeout: 30_000 }

it('two gateways count the requests of many tenants together on a cluster', async () => {
  const [here, there] = [0, 1].map(() => {
    const redis = openRedis(cluster.url, { maxRetriesPerRequest: 1 })
    const counters = new SharedCounters(redis, '{inkling:limit}:', () => 0)
    ends.push(() => {
      counters.close()
      redis.disconnect()
    })
    return counters
  })
  const tenants = Array.from({ length: 12 }, (_, n) => `tenant-${n}`)
  for (const tenant of tenants) here?.count(tenant, minuteMs, 5)
  await expect
    .poll(() => tenants.map((tenant) => there?.count(tenant, minuteMs, 0).current), patient)
    .toEqual(tenants.map(() => 5))
})

it('what one gateway adds to the logs of tenants reaches another one, whose logs are on several nodes', async () => {
  const arrived: string[] = []
  const silent = { onArrival() {}, onWatched() {}, onLost() {}, onFound() {} }
  const heard = { ...silent, onArrival: (owner: string, { text }: LogEntry) => void arrived.push(`${owner} ${text}`) }
  const options = { url: cluster.url, logger: { debug() {}, warn() {} }, keptEntries: 100 }
  const [here, there] = [new StreamBroker(options, silent), new StreamBroker(options, heard)]
  ends.push(
    () => here.close(),
    () => there.close(),
  )
  await Promise.all([here.contact, there.contact])
  const owners = ['acme', 'shop', 'wiki']
  for (const owner of owners) {
    await expect
      .poll(
        () =>
          there.follow(owner).then(
            () => true,
            () => false,
          ),
        patient,
      )
      .toBe(true)
    await here.append(owner, [{ topic: 'items', signature: '', text: 'new' }])
    expect((await there.readAfter(owner, 0)).map(({ text }) => text)).toEqual(['new'])
  }
  await expect.poll(() => arrived, patient).toEqual(owners.map((owner) => `${owner} new`))
})
