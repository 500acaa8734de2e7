import { setTimeout as delay } from 'node:timers/promises'
import {
  type Database,
  endErasure,
  eraseUser,
  type ListedErasure,
  type OpenErasure,
  readErasure,
  readOpenErasures,
  readUserIds,
} from '@inkling/database'
import { InklingError } from '@inkling/errors'
import type { JobPayload } from '@inkling/queues'
import type { ErasureCodes } from '@inkling/service-kit'
import { withinMs, withOneConnection } from '../adapters/with-one-connection.ts'
import type { RunContext } from './as-run.ts'

export interface EraseUserParts {
  readonly database: Database
  readonly databaseUrl: string
  readonly codes: ErasureCodes
  /** Remembers erasures outside of the database. */
  readonly list: { add(erasures: readonly ListedErasure[]): Promise<void> }
  /** Removes the events of a user from the archive. */
  readonly eraseArchived: (tenantId: string, erasure: OpenErasure, userId: string, signal: AbortSignal) => Promise<void>
  /** Tells every process to forget its models and caches of a tenant, and deletes what Redis has of it. */
  readonly forget: (tenantId: string) => Promise<void>
  /** Builds models again, which others then load. */
  readonly rebuild: (tenantId: string) => Promise<unknown>
  readonly nowMs?: () => number
}

/**
 * Erases a user of a tenant, in the database, in the archive, in models and in caches. It is done twice: at once, and
 * again when what was under way at the request is stored. An erasure that was interrupted is finished by the next
 * attempt; the counts of both are in the receipt, which is the result.
 *
 * Without a code it erases every user whose erasure is open, such as after a restore, and returns how many.
 */
export function eraseUserJob(parts: EraseUserParts) {
  const { database, codes, list, nowMs = Date.now } = parts
  return async (
    { tenantId, userCode, settledAt }: JobPayload<'eraseUser'>,
    { signal, onProgress }: Pick<RunContext, 'signal' | 'onProgress'>,
  ) => {
    const tenant = database.background(tenantId, signal)
    const open = await readOpenErasures(tenant, userCode)
    const known = await identify(parts, tenantId, open)
    const sweep = () => eraseAll(parts, tenantId, known, signal)
    if (open.length > 0) {
      await sweep()
      onProgress(0.5)
      const waitMs = settledAt === undefined ? 0 : Date.parse(settledAt) - nowMs()
      if (waitMs > 0) await delay(waitMs, undefined, { signal })
      await sweep()
      await list.add(open.map(({ userCode: code, until }) => ({ tenantId, userCode: code, until })))
      for (const erasure of open) await endErasure(tenant, erasure)
    }
    if (userCode === undefined) return { users: open.length }
    const { erasedAt, until, removed } = await readErasure(tenant, userCode)
    if (erasedAt === null)
      throw new InklingError('conflict', 'The user was to be erased again meanwhile; wait for that')
    return codes.sign({ version: 1, tenantId, userCode, requestedAt: until, erasedAt, removed })
  }
}

/** Erasures with the ids of their users; without those of whom only the code is known and nothing is stored. */
async function identify(
  { database, codes }: EraseUserParts,
  tenantId: string,
  open: readonly OpenErasure[],
): Promise<Map<string, OpenErasure>> {
  const known = new Map(
    open.flatMap((erasure) => (erasure.userId === null ? [] : [[erasure.userId, erasure] as const])),
  )
  const sought = new Map(open.filter(({ userId }) => userId === null).map((erasure) => [erasure.userCode, erasure]))
  if (sought.size === 0) return known
  for await (const userId of readUserIds(database, tenantId)) {
    const erasure = sought.get(codes.userCode(tenantId, userId))
    if (erasure) known.set(userId, erasure)
  }
  return known
}

async function eraseAll(
  { database, databaseUrl, eraseArchived, forget, rebuild }: EraseUserParts,
  tenantId: string,
  known: ReadonlyMap<string, OpenErasure>,
  signal: AbortSignal,
): Promise<void> {
  await withOneConnection(databaseUrl, 'erase-user', async (own) => {
    for (const [userId, erasure] of known) await eraseUser(own, tenantId, { ...erasure, userId }, { withinMs, signal })
  })
  // Also if nothing was left: an attempt that was interrupted may have told nobody.
  await forget(tenantId)
  for (const [userId, erasure] of known) await eraseArchived(tenantId, erasure, userId, signal)
  const tenant = database.background(tenantId, signal)
  const removed = await Promise.all([...known.values()].map(({ userCode }) => readErasure(tenant, userCode)))
  // What an attempt that was interrupted has erased counts, too.
  if (removed.some((erasure) => Object.values(erasure.removed).some((count) => count > 0))) await rebuild(tenantId)
}
