import { randomBytes } from 'node:crypto'
import {
  type Database,
  discardDeadLetters,
  listDeadLetters,
  replayDeadLetters,
  type TenantDatabase,
} from '@inkling/database'
import type { Caller } from '@inkling/service-kit'
import type { DeadLetters } from '../routes/dead-letters.route.ts'

const newId = () => `op_${randomBytes(12).toString('base64url')}`

/** The runs that failed for good: of the caller's tenant, or of all for operators. */
export const createDeadLetters = (database: Database): DeadLetters => {
  const ofAll = ({ deadline }: Caller): Pick<TenantDatabase, 'transaction'> => ({
    transaction: (name, work) => database.platform({ name, deadline }, work),
  })
  const seenBy = (caller: Caller, isOperator: boolean) => (isOperator ? ofAll(caller) : database.of(caller))
  return {
    list: (caller, isOperator, filter, before, limit) =>
      listDeadLetters(seenBy(caller, isOperator), filter, before, limit),
    replay: (caller, isOperator, filter, speed) =>
      replayDeadLetters(seenBy(caller, isOperator), filter, { ...speed, newId }),
    discard: (caller, isOperator, filter) => discardDeadLetters(seenBy(caller, isOperator), filter),
  }
}
