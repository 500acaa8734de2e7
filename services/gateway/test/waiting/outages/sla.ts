import { calls, type SlaReport } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { bearer, newTenant, operator } from '../../support/callers.ts'
import { eventually } from '../../support/eventually.ts'
import { stack } from './stack.ts'

const readSla = (key: string, accept = 'application/json') =>
  fetch(`${stack.url}/sla`, { headers: { ...bearer(key), accept } })
const slaOf = async (key: string) => (await (await readSla(key)).json()) as SlaReport
const objectiveOf = (report: SlaReport, name: string) => report.objectives.find((one) => one.name === name)

it('after failing requests the numbers are exactly these, for each tenant its own', async () => {
  const shop = await newTenant({}, stack)
  const other = await newTenant({}, stack)
  for (let n = 0; n < 8; n++) await shop.call(calls.predict, { body: { userId: 'reader' } })
  await other.call(calls.predict, { body: { userId: 'reader' } })
  await stack.services.search.stop()
  for (let n = 0; n < 2; n++) {
    const { status } = await shop.refused(calls.searchByQuery, { query: { q: `words ${n}` } })
    expect(status).toBe(503)
  }
  await stack.services.search.start()

  await eventually(async () => {
    const report = await slaOf(shop.key)
    expect(report.tenantId).toBe(shop.id)
    const availability = objectiveOf(report, 'availability')
    expect(availability).toMatchObject({ total: 10, good: 8, measured: 0.8, isMet: false, budget: { used: 2 } })
    expect(availability?.budget.left).toBeCloseTo(1 - 2 / 0.01)
    for (const rate of Object.values(availability?.burnRates ?? {})) expect(rate).toBeCloseTo(200)
    expect(objectiveOf(report, 'p95-predict')).toMatchObject({ total: 8 })
    expect(objectiveOf(report, 'p95-search')).toMatchObject({ total: 0, isMet: true })
    for (const periods of [report.days, report.months])
      expect(periods.at(-1)?.objectives.availability).toMatchObject({ total: 10, good: 8 })
  })
  expect(objectiveOf(await slaOf(other.key), 'availability')).toMatchObject({ total: 1, good: 1, budget: { left: 1 } })
})

it('how soon committed events change predictions is counted for their tenant', async () => {
  const shop = await newTenant({}, stack)
  await shop.call(calls.predict, { body: { userId: 'reader' } })
  await shop.call(calls.postEvents, { body: { type: 'view', userId: 'reader', itemId: 'a' } })
  await eventually(async () => {
    const fresh = objectiveOf(await slaOf(shop.key), 'freshness')
    expect(fresh?.total).toBeGreaterThan(0)
  }, 15_000)
})

it('an operator sees the sum over all tenants, also under the base', async () => {
  const shop = await newTenant({}, stack)
  const before = objectiveOf((await operator(stack).call(calls.getSla)).body, 'p95-predict')?.total ?? 0
  await shop.call(calls.predict, { body: { userId: 'reader' } })
  await eventually(async () => {
    const report = await slaOf(stack.adminKey)
    expect(report).not.toHaveProperty('tenantId')
    expect(objectiveOf(report, 'p95-predict')?.total).toBe(before + 1)
  })
})

it('requests with a wrong key and the requests of people to pages do not count', async () => {
  const shop = await newTenant({}, stack)
  const total = async () => objectiveOf(await slaOf(shop.key), 'availability')?.total
  await fetch(`${stack.url}/api/v1/items`, { headers: bearer('ink_wrong_key') })
  await fetch(`${stack.url}/health`)
  await slaOf(shop.key)
  expect(await total()).toBe(0)
})

it('a customer gets the report as one page that needs nothing else', async () => {
  const shop = await newTenant({}, stack)
  const answer = await readSla(shop.key, 'text/html,*/*')
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  const page = await answer.text()
  expect(page).toContain(`Requests of ${shop.id}`)
  expect(page).not.toMatch(/<script|src=|href=/)
})

it('a key without a reading scope is refused, and so is none', async () => {
  const shop = await newTenant({}, stack)
  const { body } = await operator(stack).call(calls.createKey, {
    params: { id: shop.id },
    body: { name: 'writer', scopes: ['items:write'] },
  })
  const refused = await readSla(body.key)
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({ detail: 'This call needs the scope ops:read or learning:read' })
  expect((await fetch(`${stack.url}/sla`)).status).toBe(401)
})

it('counts outlive a gateway that is stopped', async () => {
  const shop = await newTenant({}, stack)
  await shop.call(calls.predict, { body: { userId: 'reader' } })
  await stack.services.gateway.stop()
  await stack.services.gateway.start()
  expect(objectiveOf(await slaOf(shop.key), 'availability')?.total).toBe(1)
})
