import { metricGroup } from './metric-group.ts'

/** Fed by the gateway. */
export const authenticationMetrics = metricGroup(({ counter }) => ({
  attempts: counter('authentications_total', 'Requests whose credential was checked, by outcome', ['outcome']),
}))
