import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Backup } from './backup.ts'
import { isAlive } from './living-process.ts'
import { makeFolder } from './make-folder.ts'
import { openEngine } from './open-engine.ts'
import type { Place } from './place.ts'
import { recover } from './recover.ts'
import { stopLeftover } from './stop-leftover.ts'

export interface ScratchOptions {
  readonly backup: Backup
  /** Unix time in ms; undefined for all that is archived. */
  readonly toMs?: number | undefined
  /** Further settings of Postgres. */
  readonly settings?: Readonly<Record<string, string>>
  readonly nowMs: () => number
  readonly signal?: AbortSignal | undefined
}

export interface Scratch {
  readonly data: string
  readonly port: number
  readonly lastCommitMs: number | undefined
  readonly reachedTarget: boolean
  /** From the start of the restore until Postgres accepted writes. */
  readonly tookMs: number
}

/** The folders that this process uses. A process that was killed may have had its id, as in a container. */
const inUse = new Set<string>()

/**
 * Restores a backup into a cluster of its own and removes that when the work is done. It has a folder and a port of its
 * own and archives nothing, so that nothing in it reaches the cluster that is backed up. What killed processes left of
 * such clusters is removed first.
 */
export async function inScratch<T>(
  place: Place,
  { backup, toMs, settings, nowMs, signal }: ScratchOptions,
  work: (scratch: Scratch) => Promise<T>,
): Promise<T> {
  await removeAbandoned(place)
  const startedMs = nowMs()
  const name = `scratch-${process.pid}-${startedMs}`
  const folder = join(place.folder, name)
  const data = join(folder, 'data')
  inUse.add(name)
  try {
    await makeFolder(place, data)
    await openEngine(place).restore({ into: data, backup, toMs, archives: false, signal })
    const scratch = await recover({ place, data, settings: { archive_mode: 'off', ...settings }, signal })
    const { port, lastCommitMs, reachedTarget } = scratch
    try {
      return await work({ data, port, lastCommitMs, reachedTarget, tookMs: nowMs() - startedMs })
    } finally {
      await scratch.stop()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
    inUse.delete(name)
  }
}

function isInUse(name: string): boolean {
  const owner = Number(name.split('-')[1])
  return owner === process.pid ? inUse.has(name) : isAlive(owner)
}

/** Removes the scratch clusters of processes that have ended; their servers may still run. */
async function removeAbandoned({ folder }: Place): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!/^scratch-\d+-\d+$/.test(name) || isInUse(name)) continue
    const data = join(folder, name, 'data')
    await stopLeftover(join(data, 'postmaster.pid'), data, 'SIGQUIT')
    await rm(join(folder, name), { recursive: true, force: true })
  }
}
