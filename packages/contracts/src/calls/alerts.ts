import { defineCall } from '../call.ts'
import { AlertReport, AlertsQuery } from '../schemas/alert.ts'

export const listAlerts = defineCall({
  id: 'listAlerts',
  method: 'GET',
  path: '/performance/alerts',
  summary: 'List the alerts that fire, are about to, or did lately',
  description: `Returns one alert for each cause. What follows from a cause is listed with it, and not by itself.

It answers without Postgres. \`GET /alerts\` outside the base returns the same.`,
  service: 'maintenance',
  scope: 'ops:read',
  priority: 'critical',
  idempotent: true,
  query: AlertsQuery,
  answers: { 200: AlertReport },
})
