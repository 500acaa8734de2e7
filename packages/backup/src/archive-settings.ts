/**
 * A transaction is in the repository at the latest so many seconds, and the time of one upload, after its commit: the
 * most that is lost with the disk of Postgres.
 */
const archiveEverySeconds = 30

/** The settings with which Postgres archives its WAL. */
export const archiveSettings = (archiveCommand: string) => ({
  wal_level: 'replica',
  archive_mode: 'on',
  archive_timeout: `${archiveEverySeconds}s`,
  archive_command: archiveCommand,
})

/** How the receiver of WAL calls itself. A commit waits until it has written it to its disk. */
export const walReceiver = 'inkling_wal'

/** The settings with which a commit is acknowledged once its WAL is on a second disk. */
export const synchronousSettings = {
  max_wal_senders: '4',
  synchronous_standby_names: walReceiver,
  synchronous_commit: 'on',
}

/** Commands of a shell that find a segment in folders, also an unfinished one. */
export const copyCommands = (folders: readonly string[]): string[] =>
  folders.flatMap((folder) =>
    ['', '.partial'].map((end) => `cp ${quotedForPostgres(folder)}/%f${end} "%p" 2>/dev/null`),
  )

/** For the shell that Postgres runs, in which %p and %f stand for names. */
export const quotedForPostgres = (word: string): string => `'${word.replaceAll("'", `'\\''`).replaceAll('%', '%%')}'`
