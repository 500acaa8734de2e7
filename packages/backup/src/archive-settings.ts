import { type Place, stanza } from './place.ts'

/**
 * A transaction is in the repository at the latest so many seconds, and the time of one upload, after its commit: the
 * most that is lost with the disk of Postgres.
 */
const archiveEverySeconds = 30

/** The settings with which Postgres archives its WAL. */
export const archiveSettings = ({ engine, configFile }: Pick<Place, 'engine' | 'configFile'>) => ({
  wal_level: 'replica',
  archive_mode: 'on',
  archive_timeout: `${archiveEverySeconds}s`,
  archive_command: [
    ...[engine, `--config=${configFile}`, `--stanza=${stanza}`, 'archive-push'].map(quoted),
    '"%p"',
  ].join(' '),
})

/** For the shell that Postgres runs, in which %p and %f stand for names. */
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`).replaceAll('%', '%%')}'`
