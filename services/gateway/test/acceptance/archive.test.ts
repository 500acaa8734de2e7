import { calls, type Operation } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { newTenant, operator } from '../support/callers.ts'
import { ended } from '../support/ended.ts'
import { eventually } from '../support/eventually.ts'

const admin = operator()
const shop = await newTenant({ plan: 'scale' })
/** A month of its own: the stack is shared, and months are archived for all tenants. */
const month = '2009-07'
const sessions = Array.from({ length: 30 }, (_, n) =>
  ['tea', 'pot'].map((itemId, at) => ({
    ...{ id: `${n} ${at}`, type: 'view', sessionId: `s${n}`, itemId },
    occurredAt: `2009-07-${String(n + 1).padStart(2, '0')}T12:0${at}:00Z`,
  })),
)
await shop.call(calls.postEvents, { body: sessions.flat() })

async function succeeded(started: Operation, caller = admin): Promise<Operation> {
  const operation = await ended(caller, started)
  expect(operation).toMatchObject({ state: 'succeeded', error: null })
  return operation
}
const archive = async (dryRun?: boolean) => {
  const body = { months: [month], ...(dryRun !== undefined && { dryRun }) }
  return succeeded((await admin.call(calls.archiveEvents, { body })).body)
}
const listed = async () =>
  (await admin.call(calls.listArchives)).body.data.filter((archived) => archived.month === month)
const predicted = async () =>
  (await shop.call(calls.predict, { body: { recent: ['tea'] } })).body.data.map(({ itemId }) => itemId)

it('counts what would be archived by default, and changes nothing', async () => {
  const { result } = await archive()
  expect(result).toEqual({ months: [{ month, tenants: 1, events: 60 }], events: 60, dryRun: true })
  expect(await listed()).toEqual([])
})

it('moves a month into the archive and back: its events are counted and predicted again', async () => {
  expect((await archive(false)).result).toMatchObject({ events: 60, dryRun: false })
  expect(await listed()).toMatchObject([{ month, tenants: 1, events: 60, restoredAt: null }])
  const { body, headers } = await admin.call(calls.restoreArchive, { params: { month } })
  expect(headers.get('location')).toBe(`/api/v1/operations/${body.id}`)
  expect((await succeeded(body)).result).toEqual({ month, tenants: 1, events: 60, skipped: 0 })
  expect((await listed())[0]?.restoredAt).not.toBeNull()
  await eventually(async () => expect((await predicted())[0]).toBe('pot'), 30_000)
  const again = await shop.call(calls.postEvents, { body: sessions.flat() })
  expect(again.body).toMatchObject({ accepted: 0, duplicates: 60 })
})

it('is for operators: a tenant may neither list, archive nor restore', async () => {
  expect((await shop.refused(calls.listArchives)).body.code).toBe('forbidden_scope')
  expect((await shop.refused(calls.archiveEvents, { body: {} })).body.code).toBe('forbidden_scope')
  expect((await shop.refused(calls.restoreArchive, { params: { month } })).body.code).toBe('forbidden_scope')
})

it.each(['2009-13', '2009', 'july'])('answers 422 to the month %s', async (wrong) => {
  const { body } = await admin.refused(calls.archiveEvents, { body: { months: [wrong] } })
  expect(body.errors).toMatchObject([{ pointer: '/months/0' }])
  expect((await admin.refused(calls.restoreArchive, { params: { month: wrong } })).status).toBe(422)
})

it('answers 422 to an unknown field', async () => {
  const { body } = await admin.refused(calls.archiveEvents, { body: { force: true } as object })
  expect(body.errors).toMatchObject([{ pointer: '/force' }])
})

it('a warm run loads the model and the index, so that the next search is answered from memory', async () => {
  const cold = await newTenant({ plan: 'scale' })
  const { body } = await cold.call(calls.createRun, { body: { kind: 'warm' } })
  const result = await eventually(async () => {
    const operation = (await cold.call(calls.getOperation, { params: { id: body.id } })).body
    expect(operation.state).toBe('succeeded')
    return operation.result
  }, 20_000)
  expect(result).toEqual({ modelSeconds: expect.any(Number), indexSeconds: expect.any(Number) })
  const found = await cold.call(calls.search, { body: { q: 'anything' } })
  expect(found.body.meta.servedBy).toBe('index')
})

it('a refit run builds the model again with the tuning in service, and refuses the options of other kinds', async () => {
  const { body } = await shop.call(calls.createRun, { body: { kind: 'refit', options: { force: true } } })
  expect((await succeeded(body, shop)).result).toMatchObject({ refused: false, snapshot: expect.any(Number) })
  const wrong = { kind: 'refit', options: { tuneSeconds: 1 } } as const
  const { body: problem } = await shop.refused(calls.createRun, { body: wrong })
  expect(problem.errors).toMatchObject([{ pointer: '/options/tuneSeconds', code: 'unknown_field' }])
})

it('an expiry run deletes items that expired, and only counts them by default', async () => {
  const run = async (options: object = {}) => {
    const { body } = await shop.call(calls.createRun, { body: { kind: 'expiry', options } })
    return eventually(async () => {
      const operation = (await shop.call(calls.getOperation, { params: { id: body.id } })).body
      expect(operation.state).toBe('succeeded')
      return operation.result
    }, 20_000)
  }
  await shop.call(calls.putItem, {
    params: { id: 'old' },
    body: { title: 'Old', expiresAt: new Date(Date.now() - 40 * 86_400_000).toISOString() },
  })
  expect(await run()).toMatchObject({ items: 1, deleted: 0, samples: [{ itemId: 'old', title: 'Old' }] })
  expect(await run({ dryRun: false })).toMatchObject({ items: 1, deleted: 1 })
  expect((await shop.refused(calls.getItem, { params: { id: 'old' } })).body.code).toBe('not_found')
  const { body } = await shop.refused(calls.createRun, { body: { kind: 'expiry', options: { graceDays: 1 } } })
  expect(body.errors).toMatchObject([{ pointer: '/options/graceDays', code: 'unknown_field' }])
})
