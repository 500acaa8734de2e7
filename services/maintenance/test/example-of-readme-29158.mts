import { setTimeout as delay } from 'node:timers/promises'
import { cancelRun, createDatabase, readRun, runLogOf } from '@inkling/database'
import { requestRun, requestRuns } from '@inkling/queues'

const database = createDatabase({ url: process.env.DATABASE_URL ?? '', applicationName: 'my-jobs', pool: 2 })
const shop = database.background('shop')
const runs = runLogOf(shop)

const first = await requestRun(runs, { kind: 'train', options: { tuneSeconds: 1 }, dedupeKey: 'nightly' })
const later = { after: [first.id], runAt: new Date(Date.now() + 1_000).toISOString() }
const many = [2, 3, 4].map((tuneSeconds) => ({ kind: 'train', options: { tuneSeconds }, ...later }) as const)
for (const outcome of await requestRuns(runs, many)) {
  if (outcome.status === 'rejected') throw outcome.reason
  await cancelRun(shop, outcome.value.id)
}

for (;;) {
  const { state, progress, result, error, finishedAt } = await readRun(shop, first.id)
  console.log(state, progress, result ?? error)
  if (finishedAt !== null) break
  await delay(100)
}
await database.close()
