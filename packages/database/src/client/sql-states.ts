import { errorTable, InklingError } from '@inkling/errors'

const connectionFaults = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH'],
  ...['CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', 'CONNECT_TIMEOUT'],
])

/**
 * Read-only (a standby, or a full disk that an operator locked), connection exceptions, insufficient resources (disk,
 * memory, connections), operator intervention, system errors (I/O), internal errors (damaged data).
 */
const outageStates = /^(25006|08...|53...|57...|58...|XX...)$/
/** query_canceled: the statement reached its own time limit. That is no fault of Postgres. */
const queryCancelled = '57014'
/** Data exceptions, integrity constraint violations, program limits such as the size of a value. */
const dataStates = /^(22...|23...|54000)$/
/** serialization_failure, deadlock_detected */
const conflictStates = new Set(['40001', '40P01'])

/** Whether an error says that Postgres is unavailable or cannot write, rather than that it rejected a statement. */
export function isOutage(error: unknown): boolean {
  const code = codeOf(error)
  return connectionFaults.has(code) || (code !== queryCancelled && outageStates.test(code))
}

/** Whether the same transaction may succeed later: Postgres was unavailable, overloaded or too late. */
export function mayPass(error: unknown): boolean {
  return error instanceof InklingError
    ? errorTable[error.code].retryable
    : isOutage(error) || codeOf(error) === queryCancelled
}

/** Whether Postgres refused the values of a statement. Other values may be accepted. */
export const isDataError = (error: unknown): boolean => dataStates.test(codeOf(error))

/** Whether a transaction lost against a concurrent one. The same transaction may succeed if it runs again. */
export const isConflict = (error: unknown): boolean => conflictStates.has(codeOf(error))

/** The SQLSTATE of an error of Postgres, or the code of an error of the connection. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && !(error instanceof InklingError) && 'code' in error ? String(error.code) : ''
