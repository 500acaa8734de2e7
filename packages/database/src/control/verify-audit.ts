import type { Hmac, KeyObject } from 'node:crypto'
import type { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'
import { codeOf, sealOf } from './audit-codes.ts'
import type { AuditSeal } from './audit-log.ts'

/** Why a number of the log is not as it was: no row has it, its row does not fit its code, or its seal does not fit. */
export interface AuditFault {
  readonly number: number
  readonly kind: 'missing' | 'changed' | 'seal'
}

export interface AuditCheck {
  /** How many rows were read. */
  readonly rows: number
  /** The number up to which the log is checked; the next check begins after it. */
  readonly checkedTo: number
  readonly hasMore: boolean
  /** At most 1,000, the lowest numbers first. */
  readonly faults: AuditFault[]
}

interface Coded {
  readonly number: bigint
  readonly code: Buffer
}

const mostRows = 100_000
const pageSize = 2_000
const mostFaults = 1_000

/**
 * Checks the rows after a number, up to the last seal among the next 100,000. What is not sealed yet is checked by its
 * codes alone.
 *
 * @param after 0, or where a check before has ended
 * @param kept a seal that was kept outside of the database, which has to be there still
 */
export const verifyAudit = (
  database: Pick<Database, 'platform'>,
  key: KeyObject,
  { after, kept }: { readonly after: number; readonly kept?: AuditSeal | undefined },
  deadline: Deadline,
): Promise<AuditCheck> =>
  database.platform({ name: 'verify audit', deadline }, async (sql) => {
    const seals = await sql<Coded[]>`
      select number, code from control.audit_seals
      where number >= ${after} and number <= ${after + mostRows} order by number`
    const check = new Checker(key, after, seals)
    const end = Number(seals.at(-1)?.number ?? 0)
    const isSealed = end > after
    const pages = sql<(Coded & { readonly entry: string })[]>`
      select number, entry, code from control.audit_log
      where number > ${after} and (${!isSealed} or number <= ${end}) order by number limit ${mostRows}`
    for await (const page of pages.cursor(pageSize))
      for (const { number, entry, code } of page) check.row(Number(number), entry, code)
    if (isSealed) check.end(end)
    if (kept) {
      const [seal] = await sql<Coded[]>`select number, code from control.audit_seals where number = ${kept.number}`
      if (seal?.code.toString('hex') !== kept.code) check.found(kept.number, 'seal')
    }
    return { ...check.result, hasMore: isSealed || check.result.rows === mostRows }
  })

/** Walks through rows and the seals over them, in order. */
class Checker {
  readonly #key: KeyObject
  readonly #faults: AuditFault[] = []
  readonly #seals: Coded[]
  #sum: Hmac
  #isSound = true
  #rows = 0
  #next: number

  constructor(key: KeyObject, after: number, seals: readonly Coded[]) {
    this.#key = key
    this.#next = after + 1
    const before = seals.find(({ number }) => Number(number) === after)
    this.#seals = seals.filter((seal) => seal !== before)
    this.#sum = sealOf(key, before?.code)
  }

  get result() {
    return { rows: this.#rows, checkedTo: this.#next - 1, faults: this.#faults }
  }

  row(number: number, entry: string, code: Buffer): void {
    this.end(number - 1)
    this.#rows++
    this.#sum.update(code)
    if (!codeOf(this.#key, number, entry).equals(code)) this.found(number, 'changed')
    this.#next = number + 1
    this.#checkSeal()
  }

  /** Up to `number` all rows have been seen. */
  end(number: number): void {
    while (this.#next <= number) {
      this.found(this.#next++, 'missing')
      this.#checkSeal()
    }
  }

  #checkSeal(): void {
    const [seal] = this.#seals
    if (Number(seal?.number) !== this.#next - 1 || !seal) return
    this.#seals.shift()
    // That a row was changed or is missing says all.
    if (!this.#sum.digest().equals(seal.code) && this.#isSound) this.found(this.#next - 1, 'seal')
    this.#sum = sealOf(this.#key, seal.code)
    this.#isSound = true
  }

  found(number: number, kind: AuditFault['kind']): void {
    this.#isSound = false
    if (this.#faults.length < mostFaults) this.#faults.push({ number, kind })
  }
}
