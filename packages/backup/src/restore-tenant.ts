import { createDatabase, type Database, type ReplacedTenant, replaceTenant, runLogOf } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import type { Backup } from './backup.ts'
import { BackupError } from './backup-error.ts'
import { urlOf } from './connect.ts'
import { firstIntact } from './first-intact.ts'
import { openEngine } from './open-engine.ts'
import type { Place } from './place.ts'
import { planFor } from './plan-restore.ts'
import { inScratch, type Scratch } from './scratch.ts'

export interface TenantRequest {
  readonly tenantId: string
  /** The tenant that gets the data: by default the same, else one that need not exist. */
  readonly as?: string | undefined
  /** Unix time in ms; undefined for all that is archived. */
  readonly toMs: number | undefined
  /** People whose rows stay out. */
  readonly withoutUsers?: readonly string[]
  /** The database of the running cluster. */
  readonly database: string
  readonly nowMs: () => number
  readonly signal?: AbortSignal | undefined
  readonly onStep?: (step: string) => void
}

export interface RestoredTenant extends ReplacedTenant, Pick<Scratch, 'lastCommitMs' | 'reachedTarget'> {
  readonly tenantId: string
  readonly backup: Backup
  readonly tookMs: number
}

/** Reading and replacing a large tenant takes minutes. */
const statementMs = 86_400_000

/**
 * Replaces what the running database holds of one tenant by what it held at a time: restores the cluster of that time
 * beside the running one and copies the rows in one transaction. Other tenants go on, untouched. If it fails or is
 * killed, the tenant is as it was before.
 * @throws BackupError also if there was no such tenant at that time, or while it is being erased
 */
export async function restoreTenant(place: Place, request: TenantRequest): Promise<RestoredTenant> {
  const { tenantId, as = tenantId, toMs, withoutUsers = [], nowMs, signal, onStep } = request
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(as))
    throw new BackupError(`--as ${as} is no id of a tenant: lower-case letters, digits and hyphens, at most 63.`)
  const startedMs = nowMs()
  const { candidates, timeline } = await planFor(place, openEngine(place), toMs, startedMs)
  const settings = { recovery_target_timeline: String(timeline.id) }
  const attempt = (backup: Backup) =>
    inScratch(place, { backup, toMs, settings, nowMs, signal }, async ({ port, lastCommitMs, reachedTarget }) => {
      const live = open(await urlOf(place, request.database))
      const from = open(await urlOf(place, request.database, port))
      try {
        const replaced = await replaceTenant(live, from, { tenantId, as, withoutUsers, signal, onStep })
        await startRuns(live, as).catch((error: Error) => onStep?.(`no run was started: ${error.message}`))
        return { tenantId: as, backup, lastCommitMs, reachedTarget, tookMs: nowMs() - startedMs, ...replaced }
      } finally {
        await Promise.all([live.close(), from.close()])
      }
    })
  return firstIntact(candidates, attempt, onStep).catch((error: unknown) => {
    const isRefusal = error instanceof InklingError && ['not_found', 'conflict'].includes(error.code)
    throw isRefusal ? new BackupError(error.detail, { cause: error }) : error
  })
}

/**
 * Erases again whoever was erased, and trains the models of the tenant on its rows; until then they are built from the
 * rows untrained.
 */
async function startRuns(live: Database, tenantId: string): Promise<void> {
  // What loads BullMQ is loaded only here: the command line has many other uses.
  const { requestRun, submitRun } = await import('@inkling/queues')
  await submitRun(runLogOf(live.background(tenantId)), { kind: 'eraseUser', options: {}, unless: 'queued' })
  for (const kind of ['train', 'reindex'] as const)
    await requestRun(runLogOf(live.background(tenantId)), { kind, options: { reason: 'request' } })
}

/** Of one connection: a table of a session is seen by that session only. */
const open = (url: string) =>
  createDatabase({
    ...{ url, applicationName: 'inkling-restore', pool: 1 },
    policy: { attemptTimeoutMs: statementMs, retries: 0 },
  })
