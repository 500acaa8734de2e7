import { type Alert, calls } from '@inkling/contracts'
import type { AlertRow } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { type Caller, implement } from '@inkling/service-kit'
import { alerts as catalogue } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'
import type { AlertCase } from '../domain/alerts/alert-cases.ts'
import { alertReport } from '../domain/alerts/report.ts'
import type { SilenceFacts } from '../domain/alerts/silences.ts'
import { audit } from './audit.ts'
import type { Traces } from './traces.ts'

export interface AlertsOptions {
  readonly alerts: {
    /** Those that are open, and those that ended lately. */
    readonly cases: readonly AlertCase[]
    readonly evaluatedAtMs: number | undefined
    /** @throws InklingError not_found */
    acknowledge(id: string, said: { readonly by: string; readonly note: string | null }): Promise<void>
  }
  readonly journal: {
    readonly silences: readonly SilenceFacts[]
    /** The newest `limit` of those that ended. */
    past(limit: number, deadline: Deadline): Promise<AlertRow[]>
  }
  readonly traces: Pick<Traces, 'list'>
}

/** How long before an alert fired its example may be. */
const earlierMs = 5 * 60_000
const mostPast = 100
/** While Postgres hangs, the answer does not wait for it longer. */
const patienceMs = 1_000
const soon = ({ remainingMs }: Deadline) => new Deadline(Math.min(patienceMs, remainingMs))

export async function alertsRoute(app: FastifyInstance, { alerts, journal, traces }: AlertsOptions): Promise<void> {
  implement(app, calls.listAlerts, async ({ query: { state }, ...caller }) => {
    const { cases, evaluatedAtMs } = alerts
    const remembered = alertReport(cases, journal.silences, new Date())
    const open = remembered.filter((one) => one.state !== 'resolved')
    const wantsPast = state === undefined || state === 'resolved'
    const past = wantsPast ? await pastOf(remembered, journal, caller) : []
    const wanted = [...open, ...past].filter((one) => state === undefined || one.state === state)
    const withTraces = wanted.map(async (one): Promise<Alert> => {
      const exampleTraceId = one.state === 'firing' ? await exampleOf(one, traces, caller) : null
      return { ...one, exampleTraceId }
    })
    return {
      evaluatedAt: evaluatedAtMs === undefined ? null : new Date(evaluatedAtMs).toISOString(),
      data: await Promise.all(withTraces),
    }
  })

  implement(app, calls.acknowledgeAlert, async (call) => {
    const { note = null } = call.body
    await alerts.acknowledge(call.params.id, { by: call.principal.keyId, note })
    audit(call, 'alert acknowledged', { alertId: call.params.id, note })
    call.reply.status(204)
    return undefined
  })
}

type Reported = ReturnType<typeof alertReport>[number]

/** Those of the journal, and those in memory that it does not have yet. */
async function pastOf(remembered: readonly Reported[], journal: AlertsOptions['journal'], { deadline }: Caller) {
  const rows = (await journal.past(mostPast, soon(deadline)).catch(() => [])).map(rowReport)
  const keyOf = ({ id, firedAt }: Reported) => `${id} ${firedAt}`
  const stored = new Set(rows.map(keyOf))
  return [...remembered.filter((one) => one.state === 'resolved' && !stored.has(keyOf(one))), ...rows]
}

function rowReport({ causes: _, since, firedAt, resolvedAt, acknowledgedAt, ...row }: AlertRow): Reported {
  const known = catalogue.find(({ name }) => name === row.name)
  return {
    ...row,
    severity: row.severity as Reported['severity'],
    state: 'resolved',
    meaning: known?.meaning ?? 'This alert no longer exists.',
    labels: { ...row.labels },
    seenBy: [...row.seenBy],
    since: since.toISOString(),
    firedAt: firedAt.toISOString(),
    resolvedAt: resolvedAt?.toISOString() ?? null,
    acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
    flapping: false,
    silencedUntil: null,
    runbook: `infra/runbooks/${known?.runbook ?? 'README.md'}`,
    symptoms: [],
  }
}

/** A trace with an error from about when the alert began, if Postgres can be asked. */
async function exampleOf({ since }: Pick<Alert, 'since'>, traces: Pick<Traces, 'list'>, caller: Caller) {
  const range = { from: new Date(Date.parse(since) - earlierMs), to: new Date() }
  const [found] = await traces
    .list({ ...caller, deadline: soon(caller.deadline) }, { ...range, hasErrors: true }, undefined, 1)
    .catch(() => [])
  return found?.traceId ?? null
}
