import {
  type Database,
  discardDeadLetters,
  listDeadLetters,
  replayDeadLetters,
  type TenantDatabase,
} from '@inkling/database'
import { runIdOf } from '@inkling/queues'
import type { Caller } from '@inkling/service-kit'
import type { DeadLetters } from '../routes/dead-letters.route.ts'

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
      replayDeadLetters(seenBy(caller, isOperator), filter, { ...speed, newId: () => runIdOf() }),
    discard: (caller, isOperator, filter) => discardDeadLetters(seenBy(caller, isOperator), filter),
  }
}
