import { join } from 'node:path'
import { stanza } from './place.ts'

export interface EngineSettings {
  /** Holds what belongs to the engine: locks and its log. */
  readonly folder: string
  /** Where backups are stored; the second stands for another region. */
  readonly repositories: readonly string[]
  /** Encrypts both repositories: AES-256. */
  readonly passphrase: string
  /** With links resolved: the engine compares it with what Postgres says. */
  readonly dataFolder: string
  readonly port: number
  readonly user: string
  /** How many full backups are kept, each with its incremental ones and the WAL since. */
  readonly keptFull?: number
}

/**
 * How much WAL may wait for a repository that takes none. Beyond it WAL is dropped, so that Postgres does not stop for
 * want of disk: times after that can be restored only from the next backup on.
 */
const mostWaitingWal = '4GiB'

/** The configuration of pgBackRest, https://pgbackrest.org/configuration.html */
export function configText(settings: EngineSettings): string {
  const { folder, dataFolder, port, user } = settings
  const lines = {
    ...Object.assign({}, ...settings.repositories.map((path, index) => repository(index + 1, path, settings))),
    'compress-type': 'zst',
    'compress-level': '3',
    'process-max': '2',
    // Otherwise a backup waits for the next checkpoint, for minutes.
    'start-fast': 'y',
    'archive-push-queue-max': mostWaitingWal,
    'lock-path': join(folder, 'lock'),
    'spool-path': join(folder, 'spool'),
    'log-path': join(folder, 'log'),
    'log-level-console': 'warn',
    'log-level-file': 'warn',
  }
  const cluster = { 'pg1-path': dataFolder, 'pg1-port': String(port), 'pg1-user': user }
  return `[global]\n${render(lines)}\n[${stanza}]\n${render(cluster)}`
}

const repository = (number: number, path: string, { passphrase, keptFull = 2 }: EngineSettings) => ({
  [`repo${number}-path`]: path,
  // Small files in one: without it, a database of thousands of tables is thousands of files.
  [`repo${number}-bundle`]: 'y',
  [`repo${number}-cipher-type`]: 'aes-256-cbc',
  [`repo${number}-cipher-pass`]: passphrase,
  [`repo${number}-retention-full`]: String(keptFull),
})

const render = (lines: Readonly<Record<string, string>>): string =>
  Object.entries(lines)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
