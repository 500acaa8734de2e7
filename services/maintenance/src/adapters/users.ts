import { type Database, requestErasure } from '@inkling/database'
import { submitRun } from '@inkling/queues'
import type { Caller, ErasureCodes } from '@inkling/service-kit'
import type { Users } from '../routes/users.route.ts'
import { runLog } from './runs.ts'

/** What a search counts of a user is stored within 5 s, and an answer within less. */
const mostSettleMs = 10_000

/** The users of a tenant, as people who have rights to their data. */
export function createUsers(database: Database, codes: ErasureCodes, settleMs: number): Users {
  return {
    async erase(caller: Caller, userId) {
      const { tenantId } = caller.principal
      const userCode = codes.userCode(tenantId, userId)
      await requestErasure(database.of(caller), userCode, userId)
      const settledAt = new Date(Date.now() + Math.min(settleMs, mostSettleMs)).toISOString()
      const options = { userCode, settledAt }
      const { executionId } = caller
      return submitRun(runLog(database, caller), {
        ...{ kind: 'eraseUser', options, unless: 'queued', priority: 'high', executionId },
      })
    },
    verify({ principal: { tenantId } }, userId, receipt) {
      const isOfUser = receipt.tenantId === tenantId && receipt.userCode === codes.userCode(tenantId, userId)
      return { isGenuine: codes.isGenuine(receipt), isOfUser }
    },
  }
}
