import { InklingError } from '@inkling/errors'
import { transferFormat, transferVersion } from './transfer-format.ts'

interface Head {
  readonly format?: unknown
  readonly version?: unknown
  readonly columns?: Readonly<Record<string, readonly string[]>>
}

const rowLine = /^\{"table":"([a-z_]+\.[a-z_]+)","row":(\{.*\})\}$/

/** Reads the lines of an export in their order. @throws InklingError validation_failed that names the line */
export class TransferReader {
  /** By table, the columns that this version of the software has. */
  readonly #known: ReadonlyMap<string, readonly string[]>
  readonly #read = new Map<string, number>()
  #columns: Readonly<Record<string, readonly string[]>> | undefined
  #isOver = false
  #lines = 0

  constructor(known: ReadonlyMap<string, readonly string[]>) {
    this.#known = known
  }

  /** How many lines were read. */
  get lines(): number {
    return this.#lines
  }

  /** The columns of a table in the export. */
  columnsOf(table: string): readonly string[] {
    return this.#columns?.[table] ?? []
  }

  /** Reads whole lines. @returns by table, the rows as texts of JSON */
  read(text: string): ReadonlyMap<string, readonly string[]> {
    const rows = new Map<string, string[]>()
    for (const line of text.split('\n')) if (line !== '') this.#line(line, rows)
    return rows
  }

  /** To be called after the last line. */
  finish(): void {
    if (!this.#isOver) throw notValid('The export has no end: it was cut off. Fetch it again')
  }

  #line(line: string, rows: Map<string, string[]>): void {
    this.#lines++
    if (this.#isOver) throw this.#fault('stands after the end of the export')
    const [, table = '', row = ''] = rowLine.exec(line) ?? []
    if (this.#columns === undefined) this.#head(line)
    else if (table === '') this.#end(line)
    else this.#row(table, row, rows)
  }

  #row(table: string, row: string, rows: Map<string, string[]>): void {
    if (this.#columns?.[table] === undefined)
      throw this.#fault(`is of the table ${table}, which the first line does not name`)
    const before = rows.get(table)
    if (before) before.push(row)
    else rows.set(table, [row])
    this.#read.set(table, (this.#read.get(table) ?? 0) + 1)
  }

  #head(line: string): void {
    const { format, version, columns } = this.#parse(line) as Head
    if (format !== transferFormat || typeof columns !== 'object')
      throw this.#fault('must be that of an export of a tenant, such as inkling export writes it')
    if (version !== transferVersion)
      throw this.#fault(`is of version ${version}; this software reads ${transferVersion}`)
    for (const [table, names] of Object.entries(columns)) {
      if (!Array.isArray(names)) throw this.#fault(`names no columns of ${table}`)
      const unknown = names.find((name) => !this.#known.get(table)?.includes(name))
      if (unknown)
        throw this.#fault(`names ${table}.${unknown}, which this version of Inkling does not have. Upgrade it`)
    }
    this.#columns = columns
  }

  #end(line: string): void {
    const { end, rows = {} } = this.#parse(line) as { end?: unknown; rows?: Record<string, number> }
    if (end !== true) throw this.#fault('is neither a row nor the end of an export')
    const wrong = Object.entries(rows).find(([table, count]) => count !== (this.#read.get(table) ?? 0))
    if (wrong) throw this.#fault(`says that ${wrong[0]} has ${wrong[1]} rows, not ${this.#read.get(wrong[0]) ?? 0}`)
    this.#isOver = true
  }

  #parse(line: string): object {
    try {
      return JSON.parse(line) as object
    } catch {
      throw this.#fault('is not JSON')
    }
  }

  #fault(what: string) {
    return notValid(`Line ${this.#lines} of the export ${what}`)
  }
}

const notValid = (detail: string) => new InklingError('validation_failed', detail)
