import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import {
  Acknowledgement,
  AlertDeliveriesQuery,
  AlertDelivery,
  AlertDeliveryParams,
  AlertParams,
  AlertReport,
  AlertsQuery,
  Silence,
  SilenceCreate,
  SilenceParams,
} from '../schemas/alert.ts'

const ofAlerts = { service: 'maintenance', priority: 'critical' } as const

export const listAlerts = defineCall({
  ...ofAlerts,
  id: 'listAlerts',
  method: 'GET',
  path: '/performance/alerts',
  summary: 'List the alerts that fire, are about to, or did lately',
  description: `Returns one alert for each cause. What follows from a cause is listed with it, and not by itself.

It answers without Postgres. \`GET /alerts\` outside the base returns the same.`,
  scope: 'ops:read',
  idempotent: true,
  query: AlertsQuery,
  answers: { 200: AlertReport },
})

export const acknowledgeAlert = defineCall({
  ...ofAlerts,
  id: 'acknowledgeAlert',
  method: 'POST',
  path: '/performance/alerts/:id/acknowledge',
  summary: 'Record that somebody looks after an alert',
  description: `The first acknowledgement of an alert counts until it is over. A further one adds its note to
\`notes\`, of which an alert keeps 100 at most.

It works without Postgres.`,
  scope: 'ops:write',
  idempotent: true,
  params: AlertParams,
  body: Acknowledgement,
  answers: { 204: null },
})

export const listAlertDeliveries = defineCall({
  ...ofAlerts,
  id: 'listAlertDeliveries',
  method: 'GET',
  path: '/performance/alerts/deliveries',
  summary: 'List messages about alerts, dead letters included',
  description: `Returns the newest 100. A message is tried for about ten minutes; then it is a dead letter. Messages are
kept for 30 days. Without Postgres it returns those that the process has in memory.`,
  scope: 'ops:read',
  idempotent: true,
  query: AlertDeliveriesQuery,
  answers: { 200: Type.Object({ data: Type.Array(AlertDelivery) }) },
})

export const resendAlertDelivery = defineCall({
  ...ofAlerts,
  id: 'resendAlertDelivery',
  method: 'POST',
  path: '/performance/alerts/deliveries/:deliveryId/resend',
  summary: 'Start the delivery of a message about alerts again',
  description: `A dead letter is tried as if it were new: within about ten seconds, or when the wait is over that a
failure of its destination began, which is three minutes at most. So is a message that waits.

Fails with 404 for a message that arrived.`,
  scope: 'ops:write',
  idempotent: true,
  params: AlertDeliveryParams,
  answers: { 204: null },
})

export const createSilence = defineCall({
  ...ofAlerts,
  id: 'createSilence',
  method: 'POST',
  path: '/performance/silences',
  summary: 'Create a silence, so that some alerts notify nobody',
  description: `It fits the alerts of its name and labels until it expires. They are listed all the same.`,
  scope: 'ops:write',
  idempotent: false,
  body: SilenceCreate,
  answers: { 201: Silence },
})

export const listSilences = defineCall({
  ...ofAlerts,
  id: 'listSilences',
  method: 'GET',
  path: '/performance/silences',
  summary: 'List the silences that last',
  description: 'Returns the one that expires first at the beginning.',
  scope: 'ops:read',
  idempotent: true,
  answers: { 200: Type.Object({ data: Type.Array(Silence) }) },
})

export const deleteSilence = defineCall({
  ...ofAlerts,
  id: 'deleteSilence',
  method: 'DELETE',
  path: '/performance/silences/:silenceId',
  summary: 'Delete a silence before it expires',
  description: 'The alerts that it fitted notify again.',
  scope: 'ops:write',
  idempotent: true,
  params: SilenceParams,
  answers: { 204: null },
})
