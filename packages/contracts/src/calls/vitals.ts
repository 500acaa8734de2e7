import { defineCall } from '../call.ts'
import { PageVitals } from '../schemas/page-vitals.ts'

export const recordVitals = defineCall({
  id: 'recordVitals',
  method: 'POST',
  path: '/vitals',
  summary: 'Record the Web Vitals of a page of a site',
  description: `Adds what a browser measured of a page (https://web.dev/articles/vitals) to the metrics
\`inkling_site_vital_seconds\` and \`inkling_site_layout_shift_ratio\`, by the kind of page. The browser snippet calls
it with \`data-vitals\`.

A gateway knows the first 10 kinds of pages of a tenant, and 100 of all tenants. Further ones count as \`other\`.`,
  service: 'gateway',
  scope: 'events:write',
  priority: 'background',
  idempotent: false,
  body: PageVitals,
  answers: { 204: null },
})
