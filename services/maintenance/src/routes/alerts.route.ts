import { type Alert, type AlertDelivery, calls } from '@inkling/contracts'
import type { AlertRow, DeliveryRow, DeliveryState } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { audit, type Caller, implement } from '@inkling/service-kit'
import { alerts as catalogue } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'
import type { AlertCase } from '../domain/alerts/alert-case.ts'
import { alertReport } from '../domain/alerts/report.ts'
import type { SilenceFacts } from '../domain/alerts/silences.ts'

export interface AlertsOptions {
  readonly alerts: {
    /** Those that are open, and those that ended lately. */
    readonly cases: readonly AlertCase[]
    readonly evaluatedAtMs: number | undefined
    /** @throws InklingError not_found, conflict */
    acknowledge(id: string, said: { readonly by: string; readonly note: string | null }): Promise<void>
  }
  readonly journal: {
    readonly silences: readonly SilenceFacts[]
    /** The newest `limit` of those that ended. */
    past(limit: number, deadline: Deadline): Promise<AlertRow[]>
  }
  readonly deliveries: {
    /** The newest `limit` in a state, or in any. */
    list(state: DeliveryState | undefined, limit: number, deadline: Deadline): Promise<DeliveryRow[]>
    /** @throws InklingError not_found */
    resend(id: string, deadline: Deadline): Promise<void>
  }
  readonly alertExample: AlertExample
}

/** Finds a request that an alert harmed, and the errors behind it, as far as they are known. */
export type AlertExample = (
  alert: Pick<Alert, 'name' | 'since' | 'severity' | 'labels'>,
  deadline: Deadline,
) => Promise<Pick<Alert, 'exampleTraceId' | 'errorId'>>

const noExample = { exampleTraceId: null, errorId: null }

/** While Postgres hangs, the answer does not wait for it longer. */
const patienceMs = 1_000
const soon = ({ remainingMs }: Deadline) => new Deadline(Math.min(patienceMs, remainingMs))

const mostPast = 100
const mostDeliveries = 100

export async function alertsRoute(app: FastifyInstance, { alerts, journal, deliveries, alertExample }: AlertsOptions) {
  implement(app, calls.listAlerts, async ({ query: { state }, ...caller }) => {
    const { cases, evaluatedAtMs } = alerts
    const remembered = alertReport(cases, journal.silences, new Date())
    const open = remembered.filter((one) => one.state !== 'resolved')
    const wantsPast = state === undefined || state === 'resolved'
    const past = wantsPast ? await pastOf(remembered, journal, caller) : []
    const wanted = [...open, ...past].filter((one) => state === undefined || one.state === state)
    const withExamples = wanted.map(async (one): Promise<Alert> => {
      const example = one.state === 'firing' ? await alertExample(one, soon(caller.deadline)) : noExample
      return { ...one, ...example }
    })
    return {
      evaluatedAt: evaluatedAtMs === undefined ? null : new Date(evaluatedAtMs).toISOString(),
      data: await Promise.all(withExamples),
    }
  })

  implement(app, calls.listAlertDeliveries, async ({ query: { state }, deadline }) => ({
    data: (await deliveries.list(state, mostDeliveries, deadline)).map(deliveryReport),
  }))

  implement(app, calls.resendAlertDelivery, async (call) => {
    const { deliveryId } = call.params
    await deliveries.resend(deliveryId, call.deadline)
    audit(call, 'message about alerts sent again', { deliveryId })
    call.reply.status(204)
    return undefined
  })

  implement(app, calls.acknowledgeAlert, async (call) => {
    const { note = null } = call.body
    await alerts.acknowledge(call.params.id, { by: call.principal.keyId, note })
    audit(call, 'alert acknowledged', { alertId: call.params.id, note })
    call.reply.status(204)
    return undefined
  })
}

/** What a message says is for its destination: here stand the alerts that it tells of. */
const deliveryReport = ({ createdAt, endedAt, message: _, keys, ...row }: DeliveryRow): AlertDelivery => ({
  ...row,
  alertIds: [...new Set(keys.flatMap((key) => / ([0-9a-f]{16}) /.exec(key)?.[1] ?? []))],
  createdAt: createdAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
})

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
    notes: [...row.notes],
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
