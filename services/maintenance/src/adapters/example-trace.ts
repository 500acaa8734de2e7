import { type Database, listTraces } from '@inkling/database'
import type { Deadline } from '@inkling/resilience'
import type { ExampleTrace } from '../routes/alerts.route.ts'

/** How long before an alert began its example may be. */
const serviceNames = ['prediction', 'suggestion', 'search', 'maintenance', 'worker']
const earlierMs = 5 * 60_000

/** The service where an alert is felt; strangers may send spans with errors of their own. */
const serviceOf = ({ circuit, service }: Readonly<Record<string, string>>) => {
  const named = serviceNames.find((name) => name === circuit || name === service)
  return `inkling-${named ?? 'gateway'}`
}

/** A trace with an error in the service of an alert from about when it began, if Postgres can be asked. */
export const createExampleTrace =
  (database: Pick<Database, 'platform'>, now: () => number): ExampleTrace =>
  async ({ since, severity, labels }, deadline: Deadline) => {
    if (severity === 'info') return null
    const range = { from: new Date(Date.parse(since) - earlierMs), to: new Date(now()) }
    const found = await listTraces(
      database,
      { ...range, hasErrors: true, service: serviceOf(labels) },
      undefined,
      1,
      deadline,
    ).catch(() => [])
    return found[0]?.traceId ?? null
  }
