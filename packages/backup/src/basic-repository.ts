import { chown, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Backup } from './backup.ts'
import { BackupError } from './backup-error.ts'
import { makeFolder } from './make-folder.ts'
import type { Place } from './place.ts'
import { isHistoryFile, readTimeline, type Timeline } from './timelines.ts'

/** With the first segment of WAL that it needs. */
export type StoredBackup = Backup & { readonly startSegment: string }

const factsFile = 'backup.json'
/** JSON leaves out what is undefined. */
const notYet = { verifiedAtMs: undefined, drilled: undefined }

/** A folder `backup` with a folder per backup (`data` and `backup.json`), a folder `wal`, and a file `cluster`. */
export class BasicRepository {
  readonly #place: Pick<Place, 'identity'>
  readonly #folder: string
  readonly #number: number

  constructor(place: Pick<Place, 'identity'>, folder: string, number: number) {
    this.#place = place
    this.#folder = folder
    this.#number = number
  }

  get wal(): string {
    return join(this.#folder, 'wal')
  }

  /** The data folder of a backup. */
  dataOf = (label: string): string => join(this.#pathOf(label), 'data')

  /** @throws BackupError if it holds the backups of another cluster */
  async prepare(systemIdentifier: string): Promise<void> {
    for (const name of ['backup', 'wal']) await makeFolder(this.#place, join(this.#folder, name))
    const file = join(this.#folder, 'cluster')
    const known = await readFile(file, 'utf8').catch(() => '')
    if (known === '') await this.write(file, systemIdentifier)
    else if (known !== systemIdentifier)
      throw new BackupError(`The repository ${this.#folder} belongs to another cluster: use another folder.`)
  }

  async list(): Promise<StoredBackup[]> {
    const names = await readdir(join(this.#folder, 'backup')).catch(() => [])
    const stored = await Promise.all(names.filter((name) => !name.endsWith('.draft')).map((name) => this.#read(name)))
    return stored.toSorted((a, b) => a.endedAtMs - b.endedAtMs)
  }

  async timelines(): Promise<Timeline[]> {
    const names = (await readdir(this.wal).catch(() => [])).filter(isHistoryFile)
    return Promise.all(
      names.map(async (name) => {
        const path = join(this.wal, name)
        return readTimeline(name, await readFile(path, 'utf8'), (await stat(path)).mtimeMs)
      }),
    )
  }

  /** Adds a backup whose data folder `fill` writes; nothing stays of one that fails. */
  async add(label: string, fill: (data: string) => Promise<Omit<StoredBackup, 'label' | 'repository'>>): Promise<void> {
    const draft = `${this.#pathOf(label)}.draft`
    await makeFolder(this.#place, draft)
    try {
      const facts = await fill(join(draft, 'data'))
      await this.write(join(draft, factsFile), JSON.stringify({ ...facts, label, repository: this.#number }))
      await rename(draft, this.#pathOf(label))
    } finally {
      await rm(draft, { recursive: true, force: true })
    }
  }

  async annotate(label: string, notes: Partial<Backup>): Promise<void> {
    await this.write(join(this.#pathOf(label), factsFile), JSON.stringify({ ...(await this.#read(label)), ...notes }))
  }

  /** Deletes all but the newest backups. @returns the oldest that is left */
  async keepNewest(count: number): Promise<StoredBackup | undefined> {
    const backups = await this.list()
    for (const { label } of backups.slice(0, -count)) await rm(this.#pathOf(label), { recursive: true })
    return backups.slice(-count)[0]
  }

  /** Writes a file as a whole, for the user who runs Postgres. */
  async write(path: string, text: string): Promise<void> {
    const { identity } = this.#place
    await writeFile(`${path}.new`, text, { mode: 0o600 })
    if (identity) await chown(`${path}.new`, identity.uid, identity.gid)
    await rename(`${path}.new`, path)
  }

  #pathOf(label: string): string {
    return join(this.#folder, 'backup', label)
  }

  async #read(label: string): Promise<StoredBackup> {
    const text = await readFile(join(this.#pathOf(label), factsFile), 'utf8')
    return { ...notYet, ...(JSON.parse(text) as StoredBackup) }
  }
}
