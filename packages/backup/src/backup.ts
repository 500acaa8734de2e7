export const backupKinds = ['full', 'incremental'] as const
export type BackupKind = (typeof backupKinds)[number]

/** A backup in a repository. Times are in ms since 1970. */
export interface Backup {
  /** The engine's name of it. */
  readonly label: string
  /** Which repository holds it: 1 is the first, 2 the second. */
  readonly repository: number
  readonly kind: BackupKind
  readonly startedAtMs: number
  /** The earliest time to which it can be restored. */
  readonly endedAtMs: number
  /** The history that it belongs to, and the position in the WAL where it ended. */
  readonly timeline: number
  readonly endLsn: number
  readonly databaseBytes: number
  /** What it added to the repository, compressed and encrypted. */
  readonly storedBytes: number
  /** When every file that it consists of was last read and matched its checksum; undefined if never, or not then. */
  readonly verifiedAtMs: number | undefined
  /** The newest drill that restored it. */
  readonly drilled: Drilled | undefined
}

/** That a restore of a backup was proved, and what that measured. */
export interface Drilled {
  readonly drilledAtMs: number
  readonly rpoMs: number
  readonly rtoMs: number
}
