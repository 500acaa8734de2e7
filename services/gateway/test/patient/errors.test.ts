import { calls, type ErrorGroup } from '@inkling/contracts'
import { startTestStack } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { newTenant, operator } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { logLines } from '../support/log-lines.ts'
import { stackEnvironment } from '../support/stack-environment.ts'

const stack = await startTestStack({
  ...stackEnvironment,
  FAULT_INJECTION: 'on-in-production',
  TRACE_SAMPLE_RATIO: '1',
})
afterAll(() => stack.stop())
const admin = operator(stack)
const shop = await newTenant({ plan: 'scale' }, stack)

const planted = 'jane.doe@example.com'
const search = { body: { q: planted } }
const fault = { kind: 'error', dependency: 'search', service: 'gateway', seconds: 120 }

/** Does `work` while processes make a fault. */
async function whileFaulty(given: object, work: () => Promise<void>): Promise<void> {
  const { body } = await admin.call(calls.injectFault, { body: { ...fault, ...given } })
  await work()
  await admin.call(calls.endFaults, { query: { id: body.id } })
  await admin.call(calls.resetCircuitBreakers, { body: {} })
}

const failSearch = () =>
  whileFaulty({ tenantId: shop.id }, async () => {
    await eventually(async () => expect((await shop.attempt(calls.search, search)).status).toBe(503))
  })

type ErrorsQuery = Readonly<Record<string, string>>
const groupsOf = async (query: ErrorsQuery): Promise<ErrorGroup[]> =>
  (await admin.call(calls.listErrors, { query })).body.data
const searchGroup = { service: 'gateway', code: 'dependency_unavailable', tenantId: shop.id }

/** The only group with these facts, as soon as `check` passes for it. */
const eventualGroup = (query: ErrorsQuery, check: (group: ErrorGroup | undefined) => void): Promise<ErrorGroup> =>
  eventually(async () => {
    const [group, ...others] = await groupsOf(query)
    check(group)
    expect(others).toEqual([])
    return group as ErrorGroup
  })

describe('a call that fails', () => {
  it('appears as one group, with its tenant and its trace, and without what users sent', async () => {
    await failSearch()
    const group = await eventualGroup(searchGroup, (found) => expect(found).toBeDefined())
    expect(group).toMatchObject({ state: 'open', route: 'POST /api/v1/search', tenantCount: 1 })
    expect(group.classes).toMatch(/^InklingError < /)
    const { body } = await admin.call(calls.getError, { params: { id: group.id } })
    expect(body.tenants).toMatchObject([{ tenantId: shop.id, count: group.count }])
    await eventually(async () => {
      const { body: trace } = await admin.call(calls.getTrace, { params: { id: group.traceId ?? '' } })
      expect(trace.spans.map(({ name }) => name)).toContain('POST /api/v1/search')
    })
    expect(JSON.stringify([body, await groupsOf({})])).not.toContain(planted)
  })

  it('has a group that an operator resolves, and that regresses when it fails again', async () => {
    const [{ id }] = (await groupsOf(searchGroup)) as [ErrorGroup]
    const { body } = await admin.call(calls.resolveError, { params: { id } })
    expect(body).toMatchObject({ id, state: 'resolved', resolvedAt: expect.any(String) })
    expect((await groupsOf({ state: 'resolved' })).map((group) => group.id)).toEqual([id])
    const audited = { audit: true, msg: 'errors resolved', errorId: id, keyId: expect.any(String) }
    expect(logLines('maintenance', stack)).toContainEqual(expect.objectContaining(audited))
    await failSearch()
    await eventualGroup(searchGroup, (found) => expect(found).toMatchObject({ id, state: 'regressed' }))
  })
})

it('a job that fails appears as a group of its kind', async () => {
  await whileFaulty({ dependency: 'Postgres', service: 'worker' }, async () => {
    await shop.call(calls.createRun, { body: { kind: 'train' } })
    await eventually(async () => {
      const groups = await groupsOf({ service: 'worker' })
      expect(groups).toContainEqual(expect.objectContaining({ route: 'job train', traceId: expect.any(String) }))
    })
  })
})

it('while Postgres is unavailable, counts wait in memory; none is lost or counted twice', async () => {
  const isDown = { service: 'maintenance', tenantId: shop.id }
  let failed = 0
  await stack.postgres.stop()
  try {
    for (let n = 0; n < 20; n++) if ((await shop.attempt(calls.listRuns)).status === 503) failed++
  } finally {
    await stack.postgres.start()
  }
  expect(failed).toBeGreaterThan(0)
  await eventually(async () => {
    const counts = (await groupsOf(isDown)).map(({ count }) => count)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(failed)
  }, 20_000)
})

describe('the calls', () => {
  it('refuse tenants, and answer an unknown group with 404', async () => {
    expect((await shop.refused(calls.listErrors)).status).toBe(403)
    expect((await shop.refused(calls.resolveError, { params: { id: 'a'.repeat(16) } })).status).toBe(403)
    // Postgres has just come back.
    await eventually(async () => {
      expect((await admin.refused(calls.getError, { params: { id: 'a'.repeat(16) } })).status).toBe(404)
    }, 20_000)
    expect((await admin.refused(calls.resolveError, { params: { id: 'a'.repeat(16) } })).status).toBe(404)
  })

  it('list groups in pages', async () => {
    // A refusal of the tests before may become a group meanwhile.
    await eventually(async () => {
      const all = await groupsOf({})
      expect(all.length).toBeGreaterThan(1)
      const pages: string[] = []
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const query = { limit: 1, ...(cursor && { cursor }) }
        const { body } = await admin.call(calls.listErrors, { query })
        pages.push(...body.data.map(({ id }) => id))
        cursor = body.page.nextCursor
      }
      expect(pages).toEqual(all.map(({ id }) => id))
    }, 20_000)
  })
})
