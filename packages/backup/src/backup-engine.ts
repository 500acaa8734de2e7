import type { Backup, BackupKind, Drilled } from './backup.ts'
import type { Verification } from './read-verification.ts'
import type { Timeline } from './timelines.ts'

export interface RestoreOptions {
  /** Becomes the data folder of a cluster; empty. */
  readonly into: string
  readonly backup: StoredIn
  /** Unix time in ms. Without it, all that is archived. */
  readonly toMs: number | undefined
  /** Whether the restored cluster archives its WAL as the cluster did that was backed up. */
  readonly archives: boolean
  readonly signal?: AbortSignal | undefined
}

export type StoredIn = Pick<Backup, 'label' | 'repository'>

/** What backs up and restores. Every function throws BackupError. */
export interface BackupEngine {
  /** The settings with which Postgres archives its WAL. */
  archiveSettings(): Readonly<Record<string, string>>
  /**
   * How Postgres gets a segment of WAL when it recovers: from the repositories or, if they do not have it, from one of
   * these folders, in which the last segment may still have the name of an unfinished one.
   */
  restoreCommand(folders: readonly string[]): string
  /** Prepares the repositories for the cluster, which must run; does nothing where that is done. */
  prepare(): Promise<void>
  /** What the repositories hold, the oldest first. */
  list(): Promise<Backup[]>
  /** The histories that the archive of a repository holds, but for the first, which has no file. */
  timelines(repository: number): Promise<Timeline[]>
  backUp(kind: BackupKind, repository: number, signal?: AbortSignal): Promise<void>
  /** Reads every file of a repository, and compares checksums. */
  verify(repository: number, signal?: AbortSignal): Promise<Verification>
  /** Records in the repository when a backup was verified; `undefined` says that it is not valid. */
  mark(backup: StoredIn, verifiedAtMs: number | undefined): Promise<void>
  /** Records in the repository that a restore of a backup was proved. */
  markDrilled(backup: StoredIn, drilled: Drilled): Promise<void>
  /** Stores segments of WAL that Postgres has not archived. @param data the data folder that they belong to */
  push(segments: readonly string[], data: string): Promise<void>
  /** Writes a data folder. The cluster is as wanted once its Postgres has recovered. */
  restore(options: RestoreOptions): Promise<void>
}
