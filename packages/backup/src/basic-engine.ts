import { readFile, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { execa } from 'execa'
import { archiveSettings, copyCommands, quotedForPostgres } from './archive-settings.ts'
import type { Backup, BackupKind, Drilled } from './backup.ts'
import type { BackupEngine, RestoreOptions, StoredIn } from './backup-engine.ts'
import { BackupError } from './backup-error.ts'
import { BasicRepository } from './basic-repository.ts'
import { connect, urlOf } from './connect.ts'
import { explainEngine } from './explain-engine.ts'
import { asFileName } from './leftover-wal.ts'
import { makeFolder } from './make-folder.ts'
import type { Place } from './place.ts'
import { postgresTime } from './postgres-time.ts'
import { readManifest } from './read-manifest.ts'
import type { Verification } from './read-verification.ts'
import type { Timeline } from './timelines.ts'

/** How many backups a repository keeps; each is a whole one. */
const kept = 3
/** What a restore wrote into the settings of the cluster that was backed up. */
const ofEarlierRestore = /^(restore_command|recovery_target_time|recovery_target_action|archive_mode) = .*\n/gm

/**
 * Backs up with the tools that come with Postgres, where pgBackRest is not installed: `pg_basebackup`, copies of the
 * WAL, and `pg_verifybackup`. Every backup is a full one, neither compressed nor encrypted. Every function throws
 * BackupError.
 */
export class BasicEngine implements BackupEngine {
  readonly #place: Place
  readonly #repositories: readonly BasicRepository[]

  /** @param folders of the repositories */
  constructor(place: Place, folders: readonly string[]) {
    this.#place = place
    this.#repositories = folders.map((folder, index) => new BasicRepository(place, folder, index + 1))
  }

  /** A segment that is there must be equal: another one of the same name is of another cluster. */
  archiveSettings(): Readonly<Record<string, string>> {
    const folders = this.#walFolders.map(quotedForPostgres).join(' ')
    const copy = 'dd if="%p" of="$d/%f.new" bs=1M conv=fsync status=none && mv "$d/%f.new" "$d/%f"'
    const one = `if test -e "$d/%f"; then cmp -s "%p" "$d/%f"; else ${copy}; fi`
    return { ...archiveSettings(`for d in ${folders}; do ${one} || exit 1; done`), max_wal_senders: '4' }
  }

  restoreCommand(folders: readonly string[]): string {
    return copyCommands([...this.#walFolders, ...folders]).join(' || ')
  }

  async prepare(): Promise<void> {
    const sql = await connect(this.#place, 'postgres')
    const [cluster] = await sql<{ id: string }[]>`select system_identifier::text as id from pg_control_system()`
      .catch((cause: Error) => {
        throw new BackupError(`Postgres does not answer: ${cause.message}`, { cause })
      })
      .finally(() => sql.end())
    for (const repository of this.#repositories) await repository.prepare(cluster?.id ?? '')
  }

  async list(): Promise<Backup[]> {
    const lists = await Promise.all(this.#repositories.map((repository) => repository.list()))
    return lists.flat().sort((a, b) => a.endedAtMs - b.endedAtMs || a.repository - b.repository)
  }

  timelines = (repository: number): Promise<Timeline[]> => this.#of(repository).timelines()

  async backUp(_kind: BackupKind, number: number, signal?: AbortSignal): Promise<void> {
    const startedAtMs = Date.now()
    const repository = this.#of(number)
    const source = ['-d', await urlOf(this.#place, 'postgres'), '--no-password', '--checkpoint=fast']
    const options = ['--wal-method=stream', '--manifest-checksums=SHA256']
    await repository.add(asFileName(startedAtMs), async (data) => {
      await this.#run('pg_basebackup', ['-D', data, ...source, ...options], signal)
      const { sizeBytes, ...manifest } = readManifest(await readFile(join(data, 'backup_manifest'), 'utf8'))
      const sizes = { databaseBytes: sizeBytes, storedBytes: sizeBytes }
      const none = { verifiedAtMs: undefined, drilled: undefined }
      return { kind: 'full', startedAtMs, endedAtMs: Date.now(), ...manifest, ...sizes, ...none }
    })
    const oldest = await repository.keepNewest(kept)
    if (oldest) await this.#run('pg_archivecleanup', [repository.wal, oldest.startSegment])
  }

  async verify(number: number, signal?: AbortSignal): Promise<Verification> {
    const repository = this.#of(number)
    const valid: string[] = []
    const faults: string[] = []
    for (const { label } of await repository.list()) {
      await this.#run('pg_verifybackup', ['--exit-on-error', repository.dataOf(label)], signal).then(
        () => valid.push(label),
        (error: Error) => faults.push(`backup: ${label}, ${error.message}`),
      )
      signal?.throwIfAborted()
    }
    return { valid, faults }
  }

  mark = ({ label, repository }: StoredIn, verifiedAtMs: number | undefined) =>
    this.#of(repository).annotate(label, { verifiedAtMs })

  markDrilled = ({ label, repository }: StoredIn, { drilledAtMs, rpoMs, rtoMs }: Drilled) =>
    this.#of(repository).annotate(label, { drilled: { drilledAtMs, rpoMs, rtoMs } })

  async push(segments: readonly string[]): Promise<void> {
    for (const segment of segments)
      for (const folder of this.#walFolders) {
        const path = join(folder, basename(segment))
        await this.#run('cp', ['-p', segment, `${path}.new`])
        await rename(`${path}.new`, path)
      }
  }

  async restore({ into, backup, toMs, archives, signal }: RestoreOptions): Promise<void> {
    const repository = this.#of(backup.repository)
    const from = repository.dataOf(backup.label)
    await this.#run('pg_verifybackup', ['--exit-on-error', from], signal).catch((cause: unknown) => {
      throw new BackupError(`The backup ${backup.label} is damaged.`, { isDamage: true, cause })
    })
    // Postgres must not start on a copy that was killed half-way.
    const draft = `${into}.draft`
    await rm(draft, { recursive: true, force: true })
    await makeFolder(this.#place, draft)
    await this.#run('cp', ['-R', '-p', `${from}/.`, draft], signal)
    const settings = {
      restore_command: this.restoreCommand([]),
      ...(toMs !== undefined && { recovery_target_time: postgresTime(toMs), recovery_target_action: 'promote' }),
      ...(!archives && { archive_mode: 'off' }),
    }
    const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`)
    const config = join(draft, 'postgresql.auto.conf')
    const before = await readFile(config, 'utf8').catch(() => '')
    await repository.write(config, before.replaceAll(ofEarlierRestore, '') + lines.join(''))
    await repository.write(join(draft, 'recovery.signal'), '')
    await rename(draft, into)
  }

  get #walFolders(): string[] {
    return this.#repositories.map(({ wal }) => wal)
  }

  #of(number: number): BasicRepository {
    const repository = this.#repositories[number - 1]
    if (repository === undefined) throw new BackupError(`There is no repository ${number}.`)
    return repository
  }

  /** The tools of Postgres are found in its folder, all others in the PATH. */
  async #run(program: string, args: readonly string[], signal?: AbortSignal): Promise<void> {
    const { binFolder, folder, identity } = this.#place
    const path = program.startsWith('pg_') ? join(binFolder, program) : program
    const { failed, isCanceled, stderr, stdout, ...result } = await execa(path, [...args], {
      ...{ cwd: folder, reject: false, stdin: 'ignore', env: { PGPASSFILE: join(folder, 'pgpass') } },
      ...(signal && { cancelSignal: signal }),
      ...identity,
    })
    if (!failed) return
    if (isCanceled) signal?.throwIfAborted()
    const said = `${stderr}\n${stdout}`.trim() || result.message || ''
    throw new BackupError(explainEngine(program, result.exitCode, said))
  }
}
