import { type Alert, calls } from '@inkling/contracts'
import { type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import type { AlertCase } from '../domain/alerts/alert-cases.ts'
import { alertReport } from '../domain/alerts/report.ts'
import type { Traces } from './traces.ts'

export interface AlertsOptions {
  readonly alerts: { readonly cases: readonly AlertCase[]; readonly evaluatedAtMs: number | undefined }
  readonly traces: Pick<Traces, 'list'>
}

/** How long before an alert fired its example may be. */
const earlierMs = 5 * 60_000

export async function alertsRoute(app: FastifyInstance, { alerts, traces }: AlertsOptions): Promise<void> {
  implement(app, calls.listAlerts, async ({ query: { state }, ...caller }) => {
    const { cases, evaluatedAtMs } = alerts
    const found = alertReport(cases).filter((one) => state === undefined || one.state === state)
    const withTraces = found.map(async (one): Promise<Alert> => {
      const exampleTraceId = one.state === 'firing' ? await exampleOf(one, traces, caller) : null
      return { ...one, exampleTraceId }
    })
    return {
      evaluatedAt: evaluatedAtMs === undefined ? null : new Date(evaluatedAtMs).toISOString(),
      data: await Promise.all(withTraces),
    }
  })
}

/** A trace with an error from about when the alert began, if Postgres can be asked. */
async function exampleOf({ since }: Pick<Alert, 'since'>, traces: Pick<Traces, 'list'>, caller: Caller) {
  const range = { from: new Date(Date.parse(since) - earlierMs), to: new Date() }
  const [found] = await traces.list(caller, { ...range, hasErrors: true }, undefined, 1).catch(() => [])
  return found?.traceId ?? null
}
