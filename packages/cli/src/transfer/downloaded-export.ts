import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises'

interface State {
  readonly tenant: string
  readonly exportId: string
  readonly parts: number
  readonly sizeBytes: number
}

/**
 * The file of an export while it is fetched, as `FILE.part`, with `FILE.state`, which says how far it is. A command
 * that was killed is continued by the next one, after the last part that was whole.
 */
export class DownloadedExport {
  readonly #path: string
  readonly #tenant: string
  readonly #file: FileHandle
  #state: State | undefined

  private constructor(path: string, tenant: string, file: FileHandle, state: State | undefined) {
    this.#path = path
    this.#tenant = tenant
    this.#file = file
    this.#state = state
  }

  static async open(path: string, tenant: string): Promise<DownloadedExport> {
    const state = await readState(`${path}.state`)
    const file = await open(`${path}.part`, 'a', 0o600)
    return new DownloadedExport(path, tenant, file, state?.tenant === tenant ? state : undefined)
  }

  /** The export that is being fetched; undefined if none is. */
  get exportId(): string | undefined {
    return this.#state?.exportId
  }

  /** How many parts the file holds. */
  get parts(): number {
    return this.#state?.parts ?? 0
  }

  /** Cuts off what a killed command wrote of the next part. */
  async begin(exportId: string): Promise<void> {
    if (this.#state?.exportId !== exportId) await this.#save({ exportId, parts: 0, sizeBytes: 0 })
    await this.#file.truncate(this.#state?.sizeBytes ?? 0)
  }

  async append(lines: string): Promise<void> {
    const { exportId = '', parts = 0, sizeBytes = 0 } = this.#state ?? {}
    const bytes = Buffer.from(lines)
    await this.#file.appendFile(bytes)
    await this.#file.sync()
    await this.#save({ exportId, parts: parts + 1, sizeBytes: sizeBytes + bytes.length })
  }

  async finish(): Promise<void> {
    await rename(`${this.#path}.part`, this.#path)
    await rm(`${this.#path}.state`, { force: true })
  }

  /** The next command starts another export. */
  async forget(): Promise<void> {
    for (const end of ['part', 'state']) await rm(`${this.#path}.${end}`, { force: true })
  }

  close = (): Promise<void> => this.#file.close()

  async #save(state: Omit<State, 'tenant'>): Promise<void> {
    this.#state = { tenant: this.#tenant, ...state }
    const next = `${this.#path}.state.new`
    await writeFile(next, JSON.stringify(this.#state))
    await rename(next, `${this.#path}.state`)
  }
}

async function readState(path: string): Promise<State | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as State
  } catch {
    return undefined
  }
}
