import { randomInt } from 'node:crypto'
import { deriveApiKey } from '@inkling/contracts/api-key'
import { applicationScopes } from '@inkling/contracts/names'
import { createKey, createTenant, type Database } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import type { Account, HuntOptions, Report } from '@inkling/leak-hunter'
import { Deadline, inBackground } from '@inkling/resilience'
import { runInThread } from '@inkling/service-kit'
import type { Logger, leakProbeMetrics } from '@inkling/telemetry'

export interface LeakProbeOptions {
  /** The URLs of all gateways. */
  readonly gateways: readonly string[]
  readonly database: Pick<Database, 'of'>
  /** The keys of the probe tenants are derived from it, so that every process knows them and none is stored. */
  readonly secret: string
  readonly everySeconds: number
  /** Whether this process is the one that probes. */
  readonly leads: () => Promise<boolean>
  readonly metrics: ReturnType<typeof leakProbeMetrics>
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>
  readonly hunt?: Hunt
}

/** What can be sent to a thread. */
type Hunted = Omit<HuntOptions, 'signal' | 'headers' | 'outputs' | 'onProgress' | 'onLeak'>
type Hunt = (options: Hunted, signal: AbortSignal) => Promise<Report>

/** What a hunt has seen takes a hundred megabytes, which are free again when its thread ends. */
const huntInThread: Hunt = (options, signal) =>
  runInThread(new URL('../threads/hunt-leaks.thread.ts', import.meta.url), options, { onProgress: () => {}, signal })

/** Their data is the probe's own, and is of no customer. */
const probeTenants = ['inkling-leak-probe-a', 'inkling-leak-probe-b'] as const
const attempts = 300
/** Two at a time, each with this pause: about eight requests a second, for less than a minute. */
const pace = { concurrency: 2, paceMs: 250 } as const
/** The rows of a probe replace those of the one before. */
const canarySeed = 0x1ea4
const timeoutMs = 30_000

/**
 * Attacks one probe tenant with the key of the other one, again and again, as `pnpm leak-hunter` does. A leak is an
 * error in the log, with how to repeat it, and a critical alert. Returns a function that ends it, and resolves when
 * the probe at work has stopped; nobody needs to wait for that.
 */
export function probeLeaks(options: LeakProbeOptions): () => Promise<void> {
  const ending = new AbortController()
  let work = Promise.resolve()
  let isProbing = false
  const probe = () => {
    if (isProbing) return
    isProbing = true
    work = probeOnce(options, ending.signal).finally(() => {
      isProbing = false
    })
  }
  const timer = inBackground(() => setInterval(probe, options.everySeconds * 1_000)).unref()
  return () => {
    clearInterval(timer)
    ending.abort()
    return work
  }
}

async function probeOnce(options: LeakProbeOptions, signal: AbortSignal): Promise<void> {
  const { metrics, logger, leads, gateways, hunt = huntInThread } = options
  try {
    if (!(await leads())) return
    const url = gateways[randomInt(gateways.length)] ?? ''
    const [victim, attacker] = await Promise.all(probeTenants.map((id) => accountOf(options, id)))
    if (!victim || !attacker) return
    const seed = randomInt(2 ** 32)
    const own = { url, victim, attacker, seed, canarySeed, attempts, ...pace }
    const report = await hunt({ ...own, forges: false, tidies: true }, signal)
    tell(report, options)
  } catch (error) {
    if (signal.aborted) return
    metrics.probes.inc({ outcome: 'failed' })
    logger.warn({ err: error }, 'leak probe failed; nothing is known of leaks until the next one')
  }
}

function tell({ attempts: made, leaks, revealing, seed }: Report, { metrics, logger }: LeakProbeOptions): void {
  metrics.attempts.inc(made)
  metrics.leaks.inc(leaks.length)
  // A victim that sees nothing of its own would not see a leak either.
  const outcome = leaks.length > 0 ? 'leaking' : revealing.length > 0 ? 'clean' : 'failed'
  metrics.probes.inc({ outcome })
  // Not the answers: a log is no place for the data of a tenant.
  for (const { answer: _, compared: __, ...leak } of leaks)
    logger.error({ leak, seed }, 'data of a tenant leaked to another one')
  if (outcome === 'failed') logger.warn({ seed, attempts: made }, 'leak probe found nothing of its own tenant')
  else logger.info({ seed, attempts: made, leaks: leaks.length }, 'leaks probed')
}

/** Creates the tenant and its key unless they are there. */
async function accountOf({ database, secret }: LeakProbeOptions, id: string): Promise<Account> {
  const handle = database.of({ principal: { tenantId: id }, deadline: new Deadline(timeoutMs) })
  const fresh = deriveApiKey(secret, `leak probe ${id}`)
  try {
    await createTenant(handle, { name: 'Leak probe of Inkling itself', plan: 'growth' }, fresh)
  } catch (error) {
    if (!(error instanceof InklingError && error.code === 'conflict')) throw error
    // The tenant is there, with a key of a former secret.
    await createKey(handle, { name: 'leak probe', scopes: applicationScopes, expiresAt: null }, fresh)
  }
  return { id, key: fresh.key }
}
