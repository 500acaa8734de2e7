import { expect, it } from 'vitest'
import { bearer, newTenant, type TestTenant } from '../support/callers.ts'
import { get } from '../support/get.ts'
import { hostileRequests, sendAll, strangeData } from '../support/hostile-requests.ts'
import { seriesOf } from '../support/series-of.ts'
import { sharedStack } from '../support/shared-stack.ts'

const { url, adminKey, serviceUrls } = sharedStack()
const mostSeries = 250
/** More than a metric may have series, so that a label with a tenant, a user or a type of event is found out. */
const tenants = 260
/** How many are created at the same time. All of them at once would be an overload, which is answered with 503. */
const atOnce = 10

it('seriesOf counts each set of labels once, a histogram without its edges', () => {
  const text = `# TYPE a counter\na{x="1"} 2\na{x="2"} 2\n# TYPE b_seconds histogram
b_seconds_bucket{le="1",x="1"} 1\nb_seconds_bucket{le="+Inf",x="1"} 1\nb_seconds_sum{x="1"} 1\nb_seconds_count{x="1"} 1
# TYPE c gauge\nc 1\n`
  expect(Object.fromEntries(seriesOf(text))).toEqual({ a: 2, b_seconds: 1, c: 1 })
})

it('no metric of any process has more than 250 series, whatever is sent', {
  timeout: 240_000,
}, async () => {
  const shops: TestTenant[] = []
  while (shops.length < tenants)
    shops.push(...(await Promise.all(Array.from({ length: atOnce }, () => newTenant({ plan: 'scale' })))))
  const data = shops.flatMap(({ key }) => strangeData(key))
  const statuses = await sendAll(url, [...data, ...hostileRequests(shops[0]?.key ?? '', adminKey)])
  expect([...new Set(statuses)]).toEqual(expect.arrayContaining([200, 202, 400, 401, 403, 404, 405, 415, 422]))

  for (const [service, base] of Object.entries(serviceUrls)) {
    const { text } = await get('/metrics', service === 'gateway' ? bearer(adminKey) : {}, base)
    const counted = [...seriesOf(text)]
    expect(counted.length, service).toBeGreaterThan(30)
    expect(
      counted.filter(([, series]) => series > mostSeries),
      service,
    ).toEqual([])
    expect(
      shops.filter(({ id }) => text.includes(id)),
      service,
    ).toEqual([])
  }
})
