import { calls, type Operation, type RunRequest } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { holderOf, newTenant, operator } from '../support/callers.ts'
import { ended } from '../support/ended.ts'
import { eventually } from '../support/eventually.ts'

const shop = await newTenant({ plan: 'scale' })
const text = 'the leaves are steamed and rolled by hand and brew a light green cup that tastes of fresh grass and nuts'
await shop.call(calls.putItems, { body: [{ id: 'home', title: 'All teas' }] })
await shop.call(calls.putItems, { body: [{ id: 'sencha', title: 'Sencha', text }] })
await shop.call(calls.putItems, {
  body: [
    { id: 'sencha-again', title: 'SENCHA', text: `${text}!` },
    { id: 'sencha-edited', title: 'Sencha', text: text.replace('fresh', 'mown') },
    { id: 'oolong', title: 'Oolong', text: 'half green and half black' },
  ],
})
const copies = ['sencha-again', 'sencha-edited']
const nexts = ['sencha', ...copies, 'oolong', 'oolong']
const visits = Array.from({ length: 40 }, (_, n) =>
  ['home', nexts[n % nexts.length]].map((itemId) => ({ type: 'view', sessionId: `s${n}`, itemId })),
)
await shop.call(calls.postEvents, { body: visits.flat() })

async function succeeded(id: string, tenant = shop): Promise<Operation> {
  const operation = await ended(tenant, { id })
  expect(operation).toMatchObject({ state: 'succeeded' })
  return operation
}
const run = async (body: RunRequest, tenant = shop) =>
  succeeded((await tenant.call(calls.createRun, { body })).body.id, tenant)
const dedupe = () => run({ kind: 'dedupe' })
const found = async () =>
  (await shop.call(calls.search, { body: { q: 'sencha', mode: 'lexical' } })).body.data.map(({ itemId }) => itemId)
const predicted = async () =>
  (await shop.call(calls.predict, { body: { recent: ['home'], limit: 5 } })).body.data.map(({ itemId }) => itemId)

describe('a dedupe run', async () => {
  await eventually(async () => expect(new Set(await found())).toEqual(new Set(['sencha', ...copies])))
  const { id, result } = await dedupe()
  const params = { id }

  it('answers how many items it would merge, with samples, and changes nothing', async () => {
    expect(result).toMatchObject({ items: 5, changes: 2, exact: 1 })
    expect(result?.samples).toHaveLength(2)
    expect(new Set(await found())).toEqual(new Set(['sencha', ...copies]))
  })

  it('lists what it proposes, page by page', async () => {
    const first = (await shop.call(calls.listChanges, { params, query: { limit: 1 } })).body
    const cursor = first.page.nextCursor ?? ''
    const second = (await shop.call(calls.listChanges, { params, query: { limit: 1, cursor } })).body
    const merge = { action: 'merge', survivorId: 'sencha', state: 'proposed' }
    expect([...first.data, ...second.data]).toEqual([
      { itemId: 'sencha-again', similarity: 1, ...merge },
      { itemId: 'sencha-edited', similarity: expect.any(Number), ...merge },
    ])
    expect(second.page).toEqual({ nextCursor: null, hasMore: false })
  })

  it('is applied with force only by a key with the scope admin', async () => {
    const { body } = await shop.refused(calls.applyChanges, { params, query: { force: true } })
    expect(body.code).toBe('forbidden_scope')
  })

  it('is applied: merged items leave search and predictions, and their ids find the survivor', async () => {
    const { headers, body } = await shop.call(calls.applyChanges, { params })
    expect(headers.get('location')).toBe(`/api/v1/operations/${body.id}`)
    expect((await succeeded(body.id)).result).toEqual({ applied: 2, refused: 0, decidedBefore: 0 })
    await eventually(async () => expect(await found()).toEqual(['sencha']))
    expect((await shop.call(calls.getItem, { params: { id: 'sencha-again' } })).body.id).toBe('sencha')
    await eventually(async () => expect((await predicted())[0], 'with the events of its copies').toBe('sencha'), 30_000)
    for (const copy of copies) expect(await predicted()).not.toContain(copy)
  })

  it('lets predictions, suggestions and similar items asked with an old id answer as with the survivor', async () => {
    const nextOf = async (itemId: string) =>
      (await shop.call(calls.predict, { body: { recent: [itemId] } })).body.data.map(({ itemId: next }) => next)
    const beside = async (itemId: string) =>
      (await shop.call(calls.suggest, { body: { context: { itemIds: [itemId] } } })).body.data.map((one) => one.itemId)
    expect(await nextOf('sencha-edited')).toEqual(await nextOf('sencha'))
    expect(await beside('sencha-edited')).toEqual(await beside('sencha'))
  })

  it('is applied twice: nothing changes, and the result says so', async () => {
    const { id } = (await shop.call(calls.applyChanges, { params })).body
    expect((await succeeded(id)).result).toEqual({ applied: 0, refused: 0, decidedBefore: 2 })
  })

  it('is undone: the items are found and predicted as before', async () => {
    const { id } = (await shop.call(calls.undoChanges, { params })).body
    expect((await succeeded(id)).result).toEqual({ undone: 2, refused: 0, undoneBefore: 0 })
    await eventually(async () => expect(new Set(await found())).toEqual(new Set(['sencha', ...copies])))
    expect((await shop.call(calls.getItem, { params: { id: 'sencha-again' } })).body.title).toBe('SENCHA')
    await eventually(async () => expect(await predicted()).toEqual(expect.arrayContaining(copies)), 30_000)
  })
})

describe('a decay run', () => {
  it('is applied: an unused item leaves search, and comes back by a call or by a use', async () => {
    const matcha = async () => (await shop.call(calls.search, { body: { q: 'matcha', mode: 'lexical' } })).body.data
    const isFound = (expected: boolean) =>
      eventually(async () => expect((await matcha()).map(({ itemId }) => itemId).includes('matcha')).toBe(expected))
    await shop.call(calls.putItems, { body: [{ id: 'matcha', title: 'Matcha', text: 'ground to a fine powder' }] })
    await isFound(true)
    const options = { dryRun: false, graceDays: 0 }
    const archive = async () => {
      expect((await run({ kind: 'decay', options })).result).toMatchObject({ changes: 1, applied: 1 })
      await isFound(false)
    }
    const params = { id: 'matcha' }
    await archive()
    expect((await shop.call(calls.restoreItem, { params })).body.title).toBe('Matcha')
    await isFound(true)
    await archive()
    await shop.call(calls.postEvents, { body: [{ type: 'view', sessionId: 'again', itemId: 'matcha' }] })
    await isFound(true)
  })
})

describe('changes of items that changed since they were proposed', async () => {
  const archive = await newTenant({ plan: 'scale' })
  const put = (id: string, title: string) => archive.call(calls.putItems, { body: [{ id, title, text }] })
  for (const id of ['first', 'again', 'third']) await put(id, 'Sencha')
  const params = { id: (await run({ kind: 'dedupe' }, archive)).id }
  const states = async () =>
    (await archive.call(calls.listChanges, { params })).body.data.map(({ itemId, state }) => [itemId, state])

  it('are refused, the other changes are made, and undoing takes back what was made', async () => {
    await put('again', 'Bancha')
    const applied = (await archive.call(calls.applyChanges, { params })).body
    expect((await succeeded(applied.id, archive)).result).toEqual({ applied: 1, refused: 1, decidedBefore: 0 })
    expect(await states()).toEqual([
      ['again', 'refused'],
      ['third', 'applied'],
    ])
    expect((await archive.call(calls.getItem, { params: { id: 'again' } })).body.title).toBe('Bancha')
    const undone = (await archive.call(calls.undoChanges, { params })).body
    expect((await succeeded(undone.id, archive)).result).toEqual({ undone: 1, refused: 0, undoneBefore: 0 })
    expect((await archive.call(calls.getItem, { params: { id: 'third' } })).body.id).toBe('third')
  })

  it('are refused all if the survivor was deleted', async () => {
    const options = { dryRun: true }
    const id = (await run({ kind: 'dedupe', options }, archive)).id
    await archive.call(calls.deleteItem, { params: { id: 'first' } })
    const applied = (await archive.call(calls.applyChanges, { params: { id } })).body
    expect((await succeeded(applied.id, archive)).result).toEqual({ applied: 0, refused: 2, decidedBefore: 0 })
    expect((await archive.call(calls.getItem, { params: { id: 'third' } })).body.id).toBe('third')
  })
})

describe('changes that lose quality', async () => {
  const news = await newTenant({ plan: 'scale' })
  await news.call(calls.putItems, { body: ['home', 'weather'].map((id) => ({ id, title: id })) })
  const views = Array.from({ length: 120 }, (_, n) =>
    ['home', 'weather'].map((itemId) => ({ type: 'view', sessionId: `s${n}`, itemId })),
  )
  await news.call(calls.postEvents, { body: views.flat() })
  const scopes = ['maintenance:write', 'admin'] as const
  const body = { name: 'forces changes', scopes: [...scopes] }
  const admin = holderOf((await operator().call(calls.createKey, { params: { id: news.id }, body })).body.key)
  const options = { leastScore: 1_000, graceDays: 0 }
  const params = { id: (await run({ kind: 'decay', options }, news)).id }
  const changes = async () =>
    (await news.call(calls.listChanges, { params })).body.data.map(({ itemId, state }) => [itemId, state])
  const [both, none] = ['proposed', 'applied'].map((state) => [
    ['home', state],
    ['weather', state],
  ])

  it('are not made: the result says why, with what was measured, and they stay proposed', async () => {
    const { result } = await succeeded((await news.call(calls.applyChanges, { params })).body.id, news)
    expect(result).toMatchObject({
      applied: 0,
      blocked: expect.stringMatching(
        /^Replaying recent uses loses 100.0 % of the quality of predictions; at most 0.5 %/,
      ),
      quality: { predictions: { cases: 240, before: expect.any(Number), after: 0 } },
    })
    expect(await changes()).toEqual(both)
    expect((await news.call(calls.getItem, { params: { id: 'home' } })).body.title).toBe('home')
  })

  it('are not made by a run that is no dry run either', async () => {
    const { result } = await run({ kind: 'decay', options: { ...options, dryRun: false } }, news)
    expect(result).toMatchObject({ changes: 2, applied: 0, blocked: expect.stringContaining('Replaying') })
  })

  it('are made with force by a key with the scope admin, and can be undone', async () => {
    const { body: forced } = await admin.call(calls.applyChanges, { params, query: { force: true } })
    expect((await succeeded(forced.id, news)).result).toEqual({ applied: 2, refused: 0, decidedBefore: 0 })
    expect(await changes()).toEqual(none)
    expect((await succeeded((await news.call(calls.undoChanges, { params })).body.id, news)).result).toMatchObject({
      undone: 2,
    })
  })

  it('a value of force that is neither true nor false is answered with 422', async () => {
    const { body: problem } = await admin.refused(calls.applyChanges, { params, query: { force: 'yes' } })
    expect(problem.errors).toMatchObject([{ pointer: '/force' }])
  })
})

describe('changes of another tenant, or of a run that has none', async () => {
  const other = await newTenant({ plan: 'scale' })
  const { id } = (await shop.call(calls.createRun, { body: { kind: 'dedupe' } })).body
  await succeeded(id)

  it.each(['listChanges', 'applyChanges', 'undoChanges'] as const)('%s answers 404', async (call) => {
    for (const params of [{ id }, { id: 'op_none' }])
      expect((await other.refused(calls[call], { params })).body.code).toBe('not_found')
  })

  it('a run that found nothing to change has an empty list, and nothing to apply', async () => {
    const empty = await newTenant({ plan: 'scale' })
    const params = { id: (await run({ kind: 'dedupe' }, empty)).id }
    expect((await empty.call(calls.listChanges, { params })).body.data).toEqual([])
    expect((await empty.refused(calls.applyChanges, { params })).body.code).toBe('not_found')
  })

  it('a dedupe with a similarity out of range is answered with 422', async () => {
    const { body } = await shop.refused(calls.createRun, { body: { kind: 'dedupe', options: { similarity: 0.2 } } })
    expect(body.errors).toMatchObject([{ pointer: '/options/similarity' }])
  })
})
