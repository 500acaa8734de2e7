import { metricGroup } from './metric-group.ts'

export const authenticationMetrics = metricGroup('the gateway', ({ counter }) => ({
  attempts: counter('authentications_total', 'Requests whose credential was checked, by outcome', ['outcome']),
}))
