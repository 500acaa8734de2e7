import { dirname, join } from 'node:path'
import { execa } from 'execa'
import type { Backup, BackupKind, Drilled } from './backup.ts'
import { BackupError } from './backup-error.ts'
import { type Place, stanza } from './place.ts'
import { readList } from './read-list.ts'
import { readVerification, type Verification } from './read-verification.ts'

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

type StoredIn = Pick<Backup, 'label' | 'repository'>

/** Exit codes of pgBackRest that say that a repository holds something else than what was stored. */
const damageCodes = new Set([26, 29, 95])

/** Runs pgBackRest with the configuration of a place. Every function throws BackupError. */
export class Engine {
  readonly #place: Place

  constructor(place: Place) {
    this.#place = place
  }

  /** Prepares the repositories for the cluster, which must run; does nothing where that is done. */
  async prepare(): Promise<void> {
    await this.#run(['stanza-create'])
  }

  /** What the repositories hold, the oldest first. */
  async list(): Promise<Backup[]> {
    return readList(await this.#run(['info', '--output=json']))
  }

  async backUp(kind: BackupKind, repository: number, signal?: AbortSignal): Promise<void> {
    await this.#run(['backup', `--type=${kind === 'full' ? 'full' : 'incr'}`, `--repo=${repository}`], signal)
  }

  /** Reads every file and all WAL of a repository, and compares checksums. */
  async verify(repository: number, signal?: AbortSignal): Promise<Verification> {
    return readVerification(await this.#run(['verify', '--output=text', '--verbose', `--repo=${repository}`], signal))
  }

  /** Records in the repository when a backup was verified; `undefined` says that it is not valid. */
  async mark(backup: StoredIn, verifiedAtMs: number | undefined) {
    await this.#annotate(backup, { verified: verifiedAtMs === undefined ? '' : new Date(verifiedAtMs).toISOString() })
  }

  /** Records in the repository that a restore of a backup was proved. */
  async markDrilled(backup: StoredIn, { drilledAtMs, rpoMs, rtoMs }: Drilled) {
    await this.#annotate(backup, { drilled: JSON.stringify({ drilledAtMs, rpoMs, rtoMs }) })
  }

  /** Writes a data folder. The cluster is as wanted once its Postgres has recovered. */
  async restore({ into, backup, toMs, archives, signal }: RestoreOptions): Promise<void> {
    const target = toMs === undefined ? ['--type=default'] : ['--type=time', `--target=${postgresTime(toMs)}`]
    const source = [`--set=${backup.label}`, `--repo=${backup.repository}`]
    // What is damaged stays so: a second attempt would come 15 s later.
    const options = [`--pg1-path=${into}`, ...source, ...target, '--job-retry=0']
    if (toMs !== undefined) options.push('--target-action=promote')
    if (!archives) options.push('--archive-mode=off')
    await this.#run(['restore', ...options], signal)
  }

  async #annotate({ label, repository }: StoredIn, notes: Readonly<Record<string, string>>) {
    const annotations = Object.entries(notes).map(([name, value]) => `--annotation=${name}=${value}`)
    await this.#run(['annotate', `--set=${label}`, ...annotations, `--repo=${repository}`])
  }

  async #run([command = '', ...options]: readonly string[], signal?: AbortSignal): Promise<string> {
    const { engine, folder, configFile, identity } = this.#place
    const { exitCode, stdout, stderr, failed, isCanceled, ...result } = await execa(
      engine,
      [`--config=${configFile}`, `--stanza=${stanza}`, command, ...options],
      {
        cwd: folder,
        reject: false,
        stdin: 'ignore',
        // A Postgres without a Unix socket is asked over loopback.
        env: { PGHOST: '127.0.0.1', PGPASSFILE: join(dirname(configFile), 'pgpass') },
        ...(signal && { cancelSignal: signal, gracefulCancel: false }),
        ...identity,
      },
    )
    if (!failed) return stdout
    if (isCanceled) signal?.throwIfAborted()
    const said = `${stderr}\n${stdout}`.trim() || result.message || ''
    throw new BackupError(explain(command, exitCode, said), { isDamage: damageCodes.has(exitCode ?? 0) })
  }
}

/** With its zone: otherwise it is read in that of the server. */
const postgresTime = (ms: number) => new Date(ms).toISOString().replace('T', ' ').replace('Z', '+00')

const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /No space left|unable to write '/,
    'A repository takes no more; its disk may be full: free space there, and try again.',
  ],
  [/ENOENT/, 'pgBackRest is not on this machine: install the package pgbackrest.'],
  [/unable to acquire lock/, 'Another backup or restore runs: wait until it has ended.'],
  [/do not match the database/, 'The repository belongs to another cluster: restore that one, or use another folder.'],
]

function explain(command: string, exitCode: number | undefined, said: string): string {
  const remedy = remedies.find(([pattern]) => pattern.test(said))?.[1] ?? 'See the log beside pgbackrest.conf.'
  return `pgbackrest ${command} failed (code ${exitCode ?? 'none'}). ${remedy} It said: ${said}`
}
