/**
 * Events per second of `inkling import`: a generated CSV of 100,000 events into a new tenant of a private stack, several times.
 *
 *   pnpm bench:import [--events 100000] [--runs 3]
 */
import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { createClient } from '@inkling/client'
import { removeDataFolder, startStack } from '@inkling/local'
import { syntheticEvents } from './synthetic-events.ts'

const { values } = parseArgs({
  options: { events: { type: 'string', default: '100000' }, runs: { type: 'string', default: '3' } },
})
const [events, runs] = [Number(values.events), Number(values.runs)]
const cli = new URL('../../packages/cli/src/main.ts', import.meta.url).pathname

function* csvLines(seed: number): Generator<string> {
  yield 'session_id,user_id,item_id,timestamp'
  for (const event of syntheticEvents({ events, items: 5_000, seed }))
    yield `${event.sessionId},,${event.itemId},${Date.parse(event.occurredAt) / 1000}`
}

const folder = await mkdtemp(join(tmpdir(), 'inkling-bench-'))
const stack = await startStack({ dataDir: folder, env: { LOG_LEVEL: 'warn' } })
try {
  const admin = createClient({ url: stack.url, apiKey: stack.adminKey })
  for (let run = 1; run <= runs; run++) {
    const tenant = `import-${run}`
    const { apiKey } = await admin.createTenant({ body: { id: tenant, plan: 'scale' } })
    const file = join(folder, `${tenant}.csv`)
    await writeFile(file, [...csvLines(run)].join('\n'))
    const command = [cli, 'import', file, '--url', stack.url, '--api-key', apiKey.key, '--json']
    const startedMs = performance.now()
    const { stdout } = await promisify(execFile)(process.execPath, command)
    const seconds = (performance.now() - startedMs) / 1000
    console.log(
      `run ${run}: ${(events / seconds).toFixed(0)} events/s, the command's own start included; its report: ${stdout.trim()}`,
    )
  }
} finally {
  await stack.stop()
  await removeDataFolder(folder)
}
