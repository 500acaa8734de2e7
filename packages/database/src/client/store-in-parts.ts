import type { FieldError } from '@inkling/errors'
import { codeOf, isDataError } from './sql-states.ts'

/** A row that Postgres refused, and why. */
export interface RefusedRow<Row> {
  readonly row: Row
  readonly fault: FieldError
}

export interface StoredParts<Row, Result> {
  /** What storing each part returned. */
  readonly stored: readonly Result[]
  readonly refused: readonly RefusedRow<Row>[]
}

/** Which field of a row may cause an error, as far as its SQLSTATE tells. */
export interface RowFields {
  readonly time: string
  readonly number: string
}

/**
 * Stores rows in one transaction. If Postgres refuses a value, halves them and stores each half alone, until only the
 * rows with such values are left out. One bad row of n costs about 2 log2(n) transactions.
 *
 * The parts commit one by one: if Postgres becomes unavailable in between, the parts before are stored.
 */
export async function storeInParts<Row, Result>(
  rows: readonly Row[],
  fields: RowFields,
  store: (rows: readonly Row[]) => Promise<Result>,
): Promise<StoredParts<Row, Result>> {
  try {
    return { stored: [await store(rows)], refused: [] }
  } catch (error) {
    if (!isDataError(error)) throw error
    const [row] = rows
    if (row === undefined) throw error
    if (rows.length === 1) return { stored: [], refused: [{ row, fault: faultOf(error, fields) }] }
    const half = rows.length >> 1
    const first = await storeInParts(rows.slice(0, half), fields, store)
    const second = await storeInParts(rows.slice(half), fields, store)
    return { stored: [...first.stored, ...second.stored], refused: [...first.refused, ...second.refused] }
  }
}

/** invalid_datetime_format, datetime_field_overflow, invalid_time_zone_displacement_value */
const timeStates = new Set(['22007', '22008', '22009'])
const numericValueOutOfRange = '22003'

function faultOf(error: unknown, { time, number }: RowFields): FieldError {
  const code = codeOf(error)
  if (timeStates.has(code)) return { pointer: time, code: 'format', detail: 'This time cannot be stored' }
  if (code === numericValueOutOfRange)
    return { pointer: number, code: 'range', detail: 'This number is too large or too small to be stored' }
  return { pointer: '', code: 'not_storable', detail: 'This line has a value that cannot be stored' }
}
