import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { type SyntheticEventsOptions, syntheticEvents } from './synthetic-events.ts'

const cli = new URL('../../packages/cli/src/main.ts', import.meta.url).pathname

/** Writes synthetic events as a CSV that `inkling import` reads. */
export async function writeEvents(file: string, options: SyntheticEventsOptions): Promise<void> {
  const lines = ['session_id,user_id,item_id,timestamp']
  for (const { sessionId, itemId, occurredAt } of syntheticEvents(options))
    lines.push(`${sessionId},,${itemId},${Date.parse(occurredAt) / 1000}`)
  await writeFile(file, lines.join('\n'))
}

/** Runs `inkling import` as a process; returns its report, which is JSON. */
export async function importFile(file: string, target: { url: string; apiKey: string }): Promise<string> {
  const command = [cli, 'import', file, '--url', target.url, '--api-key', target.apiKey, '--json']
  const { stdout } = await promisify(execFile)(process.execPath, command)
  return stdout.trim()
}
