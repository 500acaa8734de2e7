import type { Backup, BackupKind } from './backup.ts'
import type { BackupEngine } from './backup-engine.ts'
import { BackupError } from './backup-error.ts'

const dayMs = 86_400_000
/** An incremental backup needs all before it, back to the full one. */
const fullEveryMs = 7 * dayMs

export interface TakeOptions {
  readonly engine: Pick<BackupEngine, 'prepare' | 'list' | 'backUp' | 'verify' | 'mark'>
  readonly repositories: readonly number[]
  /** Without it: incremental, or full if the newest full one is a week old, or it or one after it is not verified. */
  readonly kind?: BackupKind | undefined
  readonly nowMs: () => number
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: (progress: number) => void
}

export interface TakenBackup extends Backup {
  /** What is damaged or missing in its repository, other backups included. */
  readonly faults: readonly string[]
}

/**
 * Backs up into each repository, then reads the repository as a whole and compares checksums. A repository that takes
 * none does not keep the others from taking theirs.
 * @throws BackupError if one took none, or if what it took is damaged; AggregateError of those
 */
export async function takeBackup(options: TakeOptions): Promise<TakenBackup[]> {
  const { engine, repositories, onProgress } = options
  await engine.prepare()
  const taken: TakenBackup[] = []
  const errors: unknown[] = []
  for (const [index, repository] of repositories.entries()) {
    try {
      taken.push(await takeOne(options, repository))
    } catch (error) {
      options.signal?.throwIfAborted()
      errors.push(error)
    }
    onProgress?.((index + 1) / repositories.length)
  }
  if (errors.length === 1) throw errors[0]
  if (errors.length > 1) throw new AggregateError(errors, `${errors.length} repositories took no backup`)
  return taken
}

async function takeOne({ engine, kind, nowMs, signal }: TakeOptions, repository: number): Promise<TakenBackup> {
  const before = await backupsIn(engine, repository)
  await engine.backUp(kind ?? dueKind(before, nowMs()), repository, signal)
  const verification = await engine.verify(repository, signal)
  for (const backup of await backupsIn(engine, repository)) {
    const isValid = verification.valid.includes(backup.label)
    if (isValid || backup.verifiedAtMs !== undefined) await engine.mark(backup, isValid ? nowMs() : undefined)
  }
  const newest = (await backupsIn(engine, repository)).at(-1)
  if (newest?.verifiedAtMs === undefined)
    throw new BackupError(
      `The backup ${newest?.label} in repository ${repository} is damaged. Look at the disk that holds it, ` +
        `then take a full backup. ${verification.faults.join('; ')}`,
      { isDamage: true },
    )
  return { ...newest, faults: verification.faults }
}

const backupsIn = async (engine: Pick<BackupEngine, 'list'>, repository: number) =>
  (await engine.list()).filter((backup) => backup.repository === repository)

/** What is due after these backups of one repository. */
export function dueKind(backups: readonly Backup[], nowMs: number): BackupKind {
  const at = backups.findLastIndex(({ kind }) => kind === 'full')
  const [full, ...incremental] = at < 0 ? [] : backups.slice(at)
  const isRecent = full !== undefined && nowMs - full.startedAtMs < fullEveryMs
  // An incremental backup may need any of those before it.
  const areIntact = [full, ...incremental].every((backup) => backup?.verifiedAtMs !== undefined)
  return isRecent && areIntact ? 'incremental' : 'full'
}
