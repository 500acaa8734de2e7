/**
 * How fast a train run reads a tenant's events from Postgres and applies them, how long it tunes and compares, and what memory the worker
 * takes at most: synthetic events imported into a private stack, trained twice (the second is compared with the first).
 *
 *   pnpm bench:train [--events 500000] [--tune 20]
 */
import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import { createClient } from '@inkling/client'
import { removeDataFolder, startStack } from '@inkling/local'
import { memoryOf } from './process-usage.ts'
import { syntheticEvents } from './synthetic-events.ts'

const { values } = parseArgs({
  options: { events: { type: 'string', default: '500000' }, tune: { type: 'string', default: '20' } },
})
const [events, tuneSeconds] = [Number(values.events), Number(values.tune)]
const cli = new URL('../../packages/cli/src/main.ts', import.meta.url).pathname
const pollMs = 100

const folder = await mkdtemp(join(tmpdir(), 'inkling-bench-'))
const stack = await startStack({ dataDir: folder, env: { LOG_LEVEL: 'warn' } })
try {
  const admin = createClient({ url: stack.url, apiKey: stack.adminKey })
  const { apiKey } = await admin.createTenant({ body: { id: 'bench', plan: 'scale' } })
  const lines = ['session_id,user_id,item_id,timestamp']
  for (const event of syntheticEvents({ events, items: 20_000 }))
    lines.push(`${event.sessionId},,${event.itemId},${Date.parse(event.occurredAt) / 1000}`)
  const file = join(folder, 'events.csv')
  await writeFile(file, lines.join('\n'))
  const command = [cli, 'import', file, '--url', stack.url, '--api-key', apiKey.key, '--json']
  await promisify(execFile)(process.execPath, command)

  const client = createClient({ url: stack.url, apiKey: apiKey.key })
  const workerMegabytes = () => memoryOf(stack.services.worker.pid ?? 0).rssBytes / 1e6
  console.log(
    '| run | events read and applied/s | tuned and compared, s | worker resident before / at most, MB |\n|---|---|---|---|',
  )
  for (const run of ['first', 'second, compared']) {
    const before = workerMegabytes()
    let most = before
    let operation = await client.createRun({ body: { kind: 'train', options: { tuneSeconds } } })
    while (!operation.finishedAt) {
      await delay(pollMs)
      most = Math.max(most, workerMegabytes())
      operation = await client.getOperation({ params: { id: operation.id } })
    }
    const { readSeconds = Number.NaN, tuneSeconds: tuned = Number.NaN } = (operation.result ?? {}) as Record<
      string,
      number
    >
    console.log(
      `| ${run} | ${(events / readSeconds).toFixed(0)} | ${tuned.toFixed(1)} | ${before.toFixed(0)} / ${most.toFixed(0)} |`,
    )
  }
} finally {
  await stack.stop()
  await removeDataFolder(folder)
}
