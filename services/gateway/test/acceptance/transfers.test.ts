import { calls } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { newTenant, operator, type TestTenant } from '../support/callers.ts'
import { ended } from '../support/ended.ts'
import { eventually } from '../support/eventually.ts'

const admin = operator()

async function build(tenant: TestTenant) {
  for (const body of [{ kind: 'train', options: { tuneSeconds: 0 } }, { kind: 'reindex' }]) {
    const run = await tenant.call(calls.createRun, { body })
    expect(await ended(tenant, run.body)).toMatchObject({ state: 'succeeded' })
  }
}

const answersOf = async (tenant: TestTenant) => {
  const ids = (data: readonly { readonly itemId: string }[]) => data.map(({ itemId }) => itemId)
  const ask = { recent: ['tea-1'], limit: 20 }
  const { data: predicted } = (await tenant.call(calls.predict, { body: ask })).body
  const suggest = { context: { itemIds: ['tea-1'] }, limit: 5 }
  return {
    predicted: predicted.map(({ itemId, probability }) => [itemId, probability?.toFixed(6)]),
    suggested: ids((await tenant.call(calls.suggest, { body: suggest })).body.data).toSorted(),
    found: ids((await tenant.call(calls.search, { body: { q: 'tee' } })).body.data),
    item: (await tenant.call(calls.getItem, { params: { id: 'tea-1' } })).body,
    settings: (await tenant.call(calls.getSearchSettings)).body,
  }
}

it('the export of a tenant, imported into another one, gives the same answers', async () => {
  const shop = await newTenant({ plan: 'scale' })
  const items = Array.from({ length: 30 }, (_, n) => ({
    id: `tea-${n}`,
    title: `Tea ${n}`,
    attributes: { price: n / 10 },
  }))
  await shop.call(calls.putItems, { body: items })
  await shop.call(calls.putSearchSettings, { body: { synonyms: [['tee', 'tea']] } })
  for (let n = 0; n < 20; n++) {
    const body = [n % 3, 1 + (n % 3), 5].map((item) => ({ type: 'view', sessionId: `s${n}`, itemId: `tea-${item}` }))
    await shop.call(calls.postEvents, { body })
  }
  await build(shop)
  const before = await eventually(async () => {
    const answers = await answersOf(shop)
    // Search counts events a moment after it has indexed the items.
    expect(answers.found[0]).toBe('tea-5')
    return answers
  })

  const exported = await ended(admin, (await admin.call(calls.exportTenant, { params: { id: shop.id } })).body)
  expect(exported).toMatchObject({ kind: 'export', state: 'succeeded' })
  const copy = await newTenant({ plan: 'scale' })
  await copy.call(calls.putItem, { params: { id: 'own' }, body: { title: 'Own tea' } })
  expect((await copy.call(calls.getItem, { params: { id: 'own' } })).body.title).toBe('Own tea')
  const { parts } = exported.result as { parts: number }
  for (let part = 0; part < parts; part++) {
    const of = { id: shop.id, exportId: exported.id, part: String(part) }
    const { body } = await admin.call(calls.getExportPart, { params: of })
    const to = { id: copy.id, importId: 'monday', part: String(part) }
    await admin.call(calls.putImportPart, { params: to, body })
  }
  const start = { params: { id: copy.id }, body: { importId: 'monday', parts } }
  const missing = await admin.refused(calls.importTenant, { ...start, body: { importId: 'monday', parts: parts + 1 } })
  expect(missing.body).toMatchObject({ status: 409, code: 'conflict' })
  expect(await ended(admin, (await admin.call(calls.importTenant, start)).body)).toMatchObject({ state: 'succeeded' })
  await build(copy)
  await eventually(async () => expect(await answersOf(copy)).toEqual(before))
  expect((await copy.refused(calls.getItem, { params: { id: 'own' } })).body.code).toBe('not_found')
})

it('only an operator exports and imports; a part or a tenant that does not exist is not found', async () => {
  const shop = await newTenant()
  const params = { id: shop.id }
  expect((await shop.refused(calls.exportTenant, { params })).body.code).toBe('forbidden_scope')
  expect((await admin.refused(calls.exportTenant, { params: { id: 'nobody' } })).body.code).toBe('not_found')
  const part = { id: shop.id, exportId: 'op_none', part: '0' }
  expect((await admin.refused(calls.getExportPart, { params: part })).body.code).toBe('not_found')
  const wrong = { id: shop.id, exportId: 'op_none', part: 'first' }
  expect((await admin.refused(calls.getExportPart, { params: wrong })).status).toBe(422)
})
