import { readdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Backup } from './backup.ts'
import { BackupError } from './backup-error.ts'
import { firstIntact } from './first-intact.ts'
import { archiveRest, asFileName, dropPartialWal, replacedWal, setAsideWal } from './leftover-wal.ts'
import { livingProcess } from './living-process.ts'
import { makeFolder } from './make-folder.ts'
import { openEngine } from './open-engine.ts'
import type { Place } from './place.ts'
import { planFor } from './plan-restore.ts'
import { type Recovered, recover } from './recover.ts'

export interface RestoreRequest {
  /** Unix time in ms; undefined for all that is archived. */
  readonly toMs: number | undefined
  /** An empty or missing folder; without it, the data folder of the cluster, which must not run. */
  readonly into?: string | undefined
  readonly nowMs: () => number
  readonly signal?: AbortSignal | undefined
  readonly onStep?: (step: string) => void
}

export interface Restored extends Pick<Recovered, 'lastCommitMs' | 'reachedTarget'> {
  readonly backup: Backup
  /** The history that was followed. */
  readonly timeline: number
  readonly folder: string
  /** The data folder as it was, if there was one. */
  readonly replaced: string | undefined
  /** From the first step until Postgres accepted writes. */
  readonly tookMs: number
}

/**
 * Restores a cluster to a time, and lets Postgres recover it. The cluster of the place goes on to archive into the same
 * repositories; one that is restored elsewhere never does. Damaged backups are passed over for older ones.
 * @throws BackupError; what was in the data folder is then there again
 */
export async function restore(place: Place, request: RestoreRequest): Promise<Restored> {
  const startedAtMs = request.nowMs()
  const { toMs, signal } = request
  const engine = openEngine(place)
  const { candidates, timeline } = await planFor(place, engine, toMs, startedAtMs)
  const folder = resolve(request.into ?? place.dataFolder)
  const isOwn = folder === resolve(place.dataFolder)
  await (isOwn ? refuseRunning(folder) : refuseFilled(folder))
  const replaced = isOwn ? await setAside(folder, startedAtMs) : undefined
  if (replaced) await archiveRest(engine, replaced, request.onStep)
  const walFolders = [...(place.walFolder ? [place.walFolder] : []), ...(await replacedWal(folder))]
  try {
    const attempt = async (candidate: Backup) => {
      await makeFolder(place, folder)
      await engine.restore({ into: folder, backup: candidate, toMs, archives: isOwn, signal }).catch(async (error) => {
        await rm(folder, { recursive: true, force: true })
        throw error
      })
      return candidate
    }
    const backup = await firstIntact(candidates, attempt, request.onStep)
    request.onStep?.('replaying the archive')
    const settings = {
      ...(isOwn ? engine.archiveSettings() : { archive_mode: 'off' }),
      ...(isOwn && { restore_command: engine.restoreCommand(walFolders) }),
      recovery_target_timeline: String(timeline.id),
    }
    const recovered = await recover({ place, data: folder, settings, signal })
    const tookMs = request.nowMs() - startedAtMs
    await recovered.stop()
    if (isOwn) await dropPartialWal(folder)
    if (isOwn && place.walFolder) await setAsideWal(place.walFolder, startedAtMs)
    const { lastCommitMs, reachedTarget } = recovered
    return { backup, timeline: timeline.id, folder, replaced, tookMs, lastCommitMs, reachedTarget }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    if (replaced) await rename(replaced, folder)
    throw error
  }
}

async function setAside(folder: string, nowMs: number): Promise<string | undefined> {
  const aside = `${folder}.replaced-${asFileName(nowMs)}`
  const isThere = await rename(folder, aside).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )
  return isThere ? aside : undefined
}

async function refuseFilled(folder: string) {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new BackupError(`--into ${folder} cannot be read. Give an empty folder.`, { cause: error })
  })
  if (entries.length > 0) throw new BackupError(`--into ${folder} is not empty. Give an empty or a new folder.`)
}

/** Two servers on one data folder destroy it. */
async function refuseRunning(folder: string) {
  const pid = await livingProcess(join(folder, 'postmaster.pid'))
  if (pid === undefined) return
  throw new BackupError(
    `Postgres runs on ${folder} (process ${pid}). Stop Inkling first, or restore beside it: --into FOLDER.`,
  )
}
