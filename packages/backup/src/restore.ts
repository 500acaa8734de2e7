import { chmod, chown, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { archiveSettings } from './archive-settings.ts'
import type { Backup } from './backup.ts'
import { BackupError } from './backup-error.ts'
import { Engine } from './engine.ts'
import { livingProcess } from './living-process.ts'
import type { Place } from './place.ts'
import { planRestore } from './plan-restore.ts'
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
  const candidates = planRestore(await new Engine(place).list(), request.toMs, startedAtMs)
  const folder = resolve(request.into ?? place.dataFolder)
  const isOwn = folder === resolve(place.dataFolder)
  await (isOwn ? refuseRunning(folder) : refuseFilled(folder))
  const replaced = isOwn ? await setAside(folder, startedAtMs) : undefined
  try {
    const backup = await firstIntact(place, candidates, { ...request, folder, isOwn })
    request.onStep?.('replaying the archive')
    const settings = isOwn ? archiveSettings(place) : { archive_mode: 'off' }
    const recovered = await recover({ place, data: folder, settings, signal: request.signal })
    const tookMs = request.nowMs() - startedAtMs
    await recovered.stop()
    const { lastCommitMs, reachedTarget } = recovered
    return { backup, folder, replaced, tookMs, lastCommitMs, reachedTarget }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    if (replaced) await rename(replaced, folder)
    throw error
  }
}

async function firstIntact(
  place: Place,
  [backup, ...older]: readonly Backup[],
  request: RestoreRequest & { readonly folder: string; readonly isOwn: boolean },
): Promise<Backup> {
  if (!backup) throw new BackupError('Every backup before that time is damaged. Look at the disk that holds them.')
  const { folder, isOwn, toMs, signal, onStep } = request
  onStep?.(`restoring ${backup.label} from repository ${backup.repository}`)
  await makeFolder(place, folder)
  try {
    await new Engine(place).restore({ into: folder, backup, toMs, archives: isOwn, signal })
    return backup
  } catch (error) {
    if (!(error instanceof BackupError && error.isDamage)) throw error
    onStep?.(`${backup.label} is damaged`)
    await rm(folder, { recursive: true, force: true })
    return firstIntact(place, older, request)
  }
}

/** Creates a data folder for the user who runs Postgres. */
export async function makeFolder({ identity }: Place, folder: string) {
  const created = (await mkdir(folder, { mode: 0o700, recursive: true })) ?? folder
  await chmod(folder, 0o700)
  if (!identity) return
  for (let path = folder; path.startsWith(created); path = dirname(path)) await chown(path, identity.uid, identity.gid)
}

async function setAside(folder: string, nowMs: number): Promise<string | undefined> {
  const aside = `${folder}.replaced-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-')}`
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
