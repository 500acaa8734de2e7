import { type Database, listTraces } from '@inkling/database'
import type { Deadline } from '@inkling/resilience'
import type { ExampleTrace } from '../routes/alerts.route.ts'

/** How long before an alert began its example may be. */
const earlierMs = 5 * 60_000

/** A trace with an error from about when an alert began, if Postgres can be asked. */
export const createExampleTrace =
  (database: Pick<Database, 'platform'>, now: () => number): ExampleTrace =>
  async ({ since }, deadline: Deadline) => {
    const range = { from: new Date(Date.parse(since) - earlierMs), to: new Date(now()) }
    const found = await listTraces(database, { ...range, hasErrors: true }, undefined, 1, deadline).catch(() => [])
    return found[0]?.traceId ?? null
  }
