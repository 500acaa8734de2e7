import { randomUUID } from 'node:crypto'
import { measuredEverySeconds } from '@inkling/contracts'
import { type Database, type MeterReading, putMeters } from '@inkling/database'
import { inBackground } from '@inkling/resilience'
import type { Logger } from '@inkling/telemetry'

interface MeterOptions {
  readonly database: Pick<Database, 'platform'>
  readonly logger: Pick<Logger, 'debug'>
  /** What this process holds of tenants, or what all processes do if they measure the same. */
  readonly read: () => readonly MeterReading[] | Promise<readonly MeterReading[]>
  /** The name under which it is stored. Default: one of this process alone. */
  readonly source?: string
}

const rowsPerStatement = 5_000

/**
 * Stores every 30 s what a process holds of each tenant. What it does not name any more counts for three minutes. What
 * cannot be stored, because Postgres is unavailable, is measured again. Returns a function that ends it.
 */
export function meter({ database, logger, read, source = randomUUID() }: MeterOptions): () => void {
  let isMeasuring = false
  const measure = async () => {
    if (isMeasuring) return
    isMeasuring = true
    try {
      const readings = await read()
      for (let from = 0; from < readings.length; from += rowsPerStatement)
        await putMeters(database, source, readings.slice(from, from + rowsPerStatement))
    } catch (error) {
      logger.debug({ err: error }, 'meters of tenants not stored; the next measurement is')
    }
    isMeasuring = false
  }
  const timer = inBackground(() => setInterval(() => void measure(), measuredEverySeconds.held * 1_000)).unref()
  return () => clearInterval(timer)
}

interface HeldModels {
  readonly bytesByTenant: ReadonlyMap<string, number>
}

/** Stores what the models of a process occupy. */
export const meterModels = (
  database: Pick<Database, 'platform'>,
  models: readonly HeldModels[],
  logger: Pick<Logger, 'debug'>,
): (() => void) =>
  meter({
    database,
    logger,
    read() {
      const held = new Map<string, number>()
      for (const { bytesByTenant } of models)
        for (const [tenantId, bytes] of bytesByTenant) held.set(tenantId, (held.get(tenantId) ?? 0) + bytes)
      return [...held].map(([tenantId, bytes]) => ({
        tenantId,
        meter: 'residentBytes' as const,
        value: Math.round(bytes),
      }))
    },
  })
