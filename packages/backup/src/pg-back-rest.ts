import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { archiveSettings, copyCommands, quotedForPostgres } from './archive-settings.ts'
import type { Backup, BackupKind, Drilled } from './backup.ts'
import type { BackupEngine, RestoreOptions, StoredIn } from './backup-engine.ts'
import { BackupError } from './backup-error.ts'
import { explainEngine } from './explain-engine.ts'
import { type Place, stanza } from './place.ts'
import { postgresTime } from './postgres-time.ts'
import { readArchiveId, readList } from './read-list.ts'
import { readVerification, type Verification } from './read-verification.ts'
import { isHistoryFile, readTimeline, type Timeline } from './timelines.ts'

/** Of a file; `time` is in seconds since 1970. */
interface Entry {
  readonly time: number
}

/** Exit codes of pgBackRest that say that a repository holds something else than what was stored. */
const damageCodes = new Set([26, 29, 95])

/** Runs pgBackRest with the configuration of a place. Every function throws BackupError. */
export class PgBackRest implements BackupEngine {
  readonly #place: Place

  constructor(place: Place) {
    this.#place = place
  }

  archiveSettings(): Readonly<Record<string, string>> {
    return archiveSettings(`${this.#shellCommand('archive-push')} "%p"`)
  }

  restoreCommand(folders: readonly string[]): string {
    return [`${this.#shellCommand('archive-get')} %f "%p"`, ...copyCommands(folders)].join(' || ')
  }

  async prepare(): Promise<void> {
    await this.#run(['stanza-create'])
  }

  async list(): Promise<Backup[]> {
    return readList(await this.#run(['info', '--output=json']))
  }

  async timelines(repository: number): Promise<Timeline[]> {
    const archive = readArchiveId(await this.#run(['info', '--output=json', `--repo=${repository}`]))
    if (archive === undefined) return []
    const path = `archive/${stanza}/${archive}`
    const repo = `--repo=${repository}`
    const entries = JSON.parse(await this.#run(['repo-ls', path, '--output=json', repo])) as Record<string, Entry>
    const histories = Object.entries(entries).filter(([name]) => isHistoryFile(name))
    return Promise.all(
      histories.map(async ([name, { time }]) =>
        readTimeline(name, await this.#run(['repo-get', `${path}/${name}`, repo]), time * 1_000),
      ),
    )
  }

  async backUp(kind: BackupKind, repository: number, signal?: AbortSignal): Promise<void> {
    await this.#run(['backup', `--type=${kind === 'full' ? 'full' : 'incr'}`, `--repo=${repository}`], signal)
  }

  async verify(repository: number, signal?: AbortSignal): Promise<Verification> {
    return readVerification(await this.#run(['verify', '--output=text', '--verbose', `--repo=${repository}`], signal))
  }

  async mark(backup: StoredIn, verifiedAtMs: number | undefined) {
    await this.#annotate(backup, { verified: verifiedAtMs === undefined ? '' : new Date(verifiedAtMs).toISOString() })
  }

  async markDrilled(backup: StoredIn, { drilledAtMs, rpoMs, rtoMs }: Drilled) {
    await this.#annotate(backup, { drilled: JSON.stringify({ drilledAtMs, rpoMs, rtoMs }) })
  }

  async push(segments: readonly string[], data: string): Promise<void> {
    for (const segment of segments) await this.#run(['archive-push', `--pg1-path=${data}`, segment])
  }

  async restore({ into, backup, toMs, archives, signal }: RestoreOptions): Promise<void> {
    const target = toMs === undefined ? ['--type=default'] : ['--type=time', `--target=${postgresTime(toMs)}`]
    const source = [`--set=${backup.label}`, `--repo=${backup.repository}`]
    // What is damaged stays so: a second attempt would come 15 s later.
    const options = [`--pg1-path=${into}`, ...source, ...target, '--job-retry=0']
    if (toMs !== undefined) options.push('--target-action=promote')
    if (!archives) options.push('--archive-mode=off')
    await this.#run(['restore', ...options], signal)
  }

  #shellCommand(name: string): string {
    const { engine = 'pgbackrest', configFile } = this.#place
    return [engine, `--config=${configFile}`, `--stanza=${stanza}`, name].map(quotedForPostgres).join(' ')
  }

  async #annotate({ label, repository }: StoredIn, notes: Readonly<Record<string, string>>) {
    const annotations = Object.entries(notes).map(([name, value]) => `--annotation=${name}=${value}`)
    await this.#run(['annotate', `--set=${label}`, ...annotations, `--repo=${repository}`])
  }

  async #run([command = '', ...options]: readonly string[], signal?: AbortSignal): Promise<string> {
    const { engine = 'pgbackrest', folder, configFile, identity } = this.#place
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
    throw new BackupError(explainEngine(`pgbackrest ${command}`, exitCode, said), {
      isDamage: damageCodes.has(exitCode ?? 0),
    })
  }
}
