import type { AlertRow } from '@inkling/database'
import { alerts } from '@inkling/telemetry'
import { type Acknowledged, type AlertCase, type Note, titleOf } from '../domain/alerts/alert-case.ts'
import { alertId } from '../domain/alerts/alert-id.ts'
import { servicesOf } from '../domain/alerts/report.ts'

export const alertOf = (row: AlertRow) => alerts.find(({ name }) => name === row.name)
export const keyOf = ({ id, firedAt }: AlertRow) => `${id} ${firedAt.getTime()}`
const dateOf = (ms: number | undefined) => (ms === undefined ? null : new Date(ms))
export const timesOf = ({ since, firedAt }: AlertRow) => ({ sinceMs: since.getTime(), firedAtMs: firedAt.getTime() })

const saidIn = ({ acknowledgedAt, acknowledgedBy, note }: AlertRow): Acknowledged | undefined =>
  acknowledgedAt && acknowledgedBy ? { atMs: acknowledgedAt.getTime(), by: acknowledgedBy, note } : undefined

export const rowOf = (one: AlertCase): AlertRow => ({
  id: alertId(one),
  firedAt: new Date(one.firedAtMs ?? one.sinceMs),
  since: new Date(one.sinceMs),
  name: one.alert.name,
  severity: one.alert.severity,
  title: titleOf(one),
  labels: one.labels,
  seenBy: servicesOf(one),
  causes: one.causes.map(alertId),
  resolvedAt: dateOf(one.resolvedAtMs),
  acknowledgedAt: dateOf(one.acknowledged?.atMs),
  acknowledgedBy: one.acknowledged?.by ?? null,
  note: one.acknowledged?.note ?? null,
  notes: one.notes.map(({ atMs, by, note }) => ({ at: new Date(atMs).toISOString(), by, note })),
})

/** What was said of an alert, to any process. */
export const saidOf = (row: AlertRow) => ({ acknowledged: saidIn(row), notes: notesIn(row) })

const notesIn = ({ notes }: AlertRow): Note[] => notes.map(({ at, ...said }) => ({ ...said, atMs: Date.parse(at) }))
