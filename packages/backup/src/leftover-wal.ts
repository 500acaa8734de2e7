import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { BackupEngine } from './backup-engine.ts'

/** A moment as part of the name of a file. */
export const asFileName = (ms: number) => new Date(ms).toISOString().replaceAll(/[:.]/g, '-')

/**
 * Archives the segments of WAL that a data folder still has and no repository. A repository that takes none does not
 * keep them from being restored, because Postgres reads the folder too.
 */
export async function archiveRest(engine: BackupEngine, data: string, onStep?: (step: string) => void): Promise<void> {
  const waiting = await unarchivedWal(data)
  if (waiting.length > 0) onStep?.(`archiving ${waiting.length} segments of WAL that are in no repository`)
  await engine.push(waiting, data).catch((error: Error) => onStep?.(error.message))
}

/**
 * Gives up to archive what a recovery left of the last segment of the timeline before. The repository refuses it if
 * another restore to a moment in that segment has left another part of it, and would get no WAL any more.
 */
export async function dropPartialWal(data: string): Promise<void> {
  for (const path of await unarchivedWal(data)) if (path.endsWith('.partial')) await rm(readyFileOf(path))
}

/** The folders of WAL of data that restores replaced, the newest first; also what a restore left that was killed. */
export async function replacedWal(data: string): Promise<string[]> {
  const names = await readdir(dirname(data)).catch(() => [])
  const replaced = names.filter((name) => name.startsWith(`${basename(data)}.replaced-`))
  return replaced
    .toSorted()
    .reverse()
    .map((name) => join(dirname(data), name, 'pg_wal'))
}

/** Sets aside what was received of the history before: the restored cluster begins another, which may be behind it. */
export async function setAsideWal(folder: string, nowMs: number): Promise<void> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^[\dA-F]{8}/.test(name))
  const aside = join(folder, `replaced-${asFileName(nowMs)}`)
  if (names.length > 0) await mkdir(aside, { mode: 0o700 })
  for (const name of names) await rename(join(folder, name), join(aside, name))
}

/** The segments of a data folder that its Postgres had finished, but not yet archived; the oldest first. */
async function unarchivedWal(data: string): Promise<string[]> {
  const names = await readdir(join(data, 'pg_wal/archive_status')).catch(() => [])
  const waiting = names.filter((name) => name.endsWith('.ready')).map((name) => name.slice(0, -'.ready'.length))
  return waiting.toSorted().map((name) => join(data, 'pg_wal', name))
}

const readyFileOf = (segment: string) => join(dirname(segment), 'archive_status', `${basename(segment)}.ready`)
