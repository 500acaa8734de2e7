import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Operation } from '@inkling/contracts'
import {
  type Database,
  deleteTransferParts,
  readRun,
  readTransferPart,
  requestErasure,
  requestPart,
  storeTransferPart,
} from '@inkling/database'
import { runIdOf, submitRun } from '@inkling/queues'
import type { Caller, ErasureCodes } from '@inkling/service-kit'
import type { Users } from '../routes/users.route.ts'
import { runLog } from './runs.ts'

/** What a search counts of a user is stored within 5 s, and an answer within less. */
const mostSettleMs = 10_000
/** A request waits so long for its export, unless its deadline is sooner, and gets at most so many parts at once. */
const exportLimits = { waitMs: 5_000, lookEveryMs: 100, marginMs: 500, mostParts: 16 }

/** The users of a tenant, as people who have rights to their data. */
export function createUsers(database: Database, codes: ErasureCodes, settleMs: number): Users {
  return {
    async erase(caller, userId) {
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
    async export(caller, userId) {
      const tenant = database.of(caller)
      const executionId = randomBytes(12).toString('hex')
      const id = runIdOf(executionId)
      // The id of the user must be in no run: runs are kept for months.
      await storeTransferPart(tenant, id, requestPart, JSON.stringify({ userId }))
      const run = await submitRun(runLog(database, caller), {
        ...{ kind: 'exportUser', options: { exportId: id }, unless: 'queued', priority: 'high', executionId },
      })
      const operation = await untilEnded(database, caller, run)
      const { parts } = (operation.result ?? {}) as { readonly parts?: number }
      if (operation.state !== 'succeeded' || parts === undefined || parts > exportLimits.mostParts) return operation
      const lines = []
      for (let part = 0; part < parts; part++) lines.push((await readTransferPart(tenant, id, part)) ?? '')
      await deleteTransferParts(tenant, id)
      return { lines: lines.join('') }
    },
    async readPart(caller, userId, exportId, part) {
      const tenant = database.of(caller)
      const [head] = (await readTransferPart(tenant, exportId, 0))?.split('\n', 1) ?? []
      if (head === undefined || !isOfUser(head, userId)) return undefined
      return readTransferPart(tenant, exportId, part)
    },
    verify({ principal: { tenantId } }, userId, receipt) {
      const isOfUser = receipt.tenantId === tenantId && receipt.userCode === codes.userCode(tenantId, userId)
      return { isGenuine: codes.isGenuine(receipt), isOfUser }
    },
  }
}

/** Whether the first line of an export says that it is one of this user. */
function isOfUser(head: string, userId: string): boolean {
  const { format, user } = JSON.parse(head) as { readonly format?: string; readonly user?: string }
  return format === 'inkling-user' && user === userId
}

async function untilEnded(database: Database, caller: Caller, started: Operation): Promise<Operation> {
  const { waitMs, lookEveryMs, marginMs } = exportLimits
  const untilMs = Date.now() + Math.min(waitMs, caller.deadline.remainingMs - marginMs)
  let operation = started
  while (operation.finishedAt === null && Date.now() < untilMs) {
    await delay(lookEveryMs)
    operation = await readRun(database.of(caller), started.id)
  }
  return operation
}
