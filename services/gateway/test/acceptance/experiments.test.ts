import { calls, type NewExperiment, type RankingRules, type SuggestionRequest } from '@inkling/contracts'
import { assignVariant } from '@inkling/learning'
import { describe, expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { logLines } from '../support/log-lines.ts'

/** What is used with the lamp, and what reads like it. */
const together = ['bulb', 'cord', 'plug']
const alike = ['lamp-red', 'lamp-blue', 'lamp-green']

async function newShop() {
  const tenant = await newTenant({ plan: 'scale' })
  const suggest = async (own: Partial<SuggestionRequest> = {}) =>
    (await tenant.call(calls.suggest, { body: { context: { itemIds: ['lamp'] }, limit: 6, ...own } })).body
  await tenant.call(calls.putItems, {
    body: [
      { id: 'lamp', title: 'Desk lamp', tags: ['light'] },
      ...together.map((id) => ({ id, title: `Hardware ${id}` })),
      ...alike.map((id) => ({ id, title: 'Desk lamp' })),
    ],
  })
  const views = Array.from({ length: 8 }, (_, n) =>
    ['lamp', ...together].map((itemId) => ({ type: 'view', sessionId: `s${n}`, itemId })),
  )
  await tenant.call(calls.postEvents, { body: views.flat() })
  await eventually(async () => expect(idsOf(await suggest()).toSorted()).toEqual([...together, ...alike].toSorted()))
  return { ...tenant, suggest }
}
const idsOf = ({ data }: { readonly data: readonly { readonly itemId: string }[] }) => data.map(({ itemId }) => itemId)
/** Two tenants, so that what the tests of experiments teach changes nothing for the league. */
const [shop, store] = await Promise.all([newShop(), newShop()])
const { suggest } = shop
const place = (tenant: typeof shop, id: string, swapRate = 0) =>
  tenant.call(calls.putScenario, { params: { id }, body: { explorationRate: 0, swapRate } })
await Promise.all(['ab', 'uneven', 'drafted', 'ending', 'own'].map((id) => place(shop, id)))
await place(store, 'league', 0.2)

const behaviour: RankingRules = { weights: { textSimilarity: 0 } }
const words: RankingRules = { weights: { coOccurrence: 0, nextItem: 0, trend: 0, timeOfWeek: 0, usualHour: 0 } }
const start = async (scenario: string, own: Partial<NewExperiment> = {}) => {
  const rules = { control: behaviour, treatment: words }
  const body = { name: `Try ${scenario}`, scenario, design: 'ab', outcomeSeconds: 1, ...rules, ...own } as const
  return (await shop.call(calls.createExperiment, { body })).body
}
const read = async (id: string) => (await shop.call(calls.getExperiment, { params: { id } })).body
const stopped = (id: string) =>
  eventually(async () => {
    const experiment = await read(id)
    expect(experiment.state, JSON.stringify(experiment.result)).toBe('stopped')
    return experiment
  }, 20_000)

/** Gets suggestions for people, some at a time, and sends what each chooses in one request. */
async function visit(
  people: readonly string[],
  scenario: string,
  choose: (ids: readonly string[]) => string | undefined,
  tenant = shop,
) {
  const waiting = people.values()
  const answers: Awaited<ReturnType<typeof suggest>>[] = []
  const lane = async () => {
    for (const userId of waiting) answers.push(await tenant.suggest({ scenario, userId }))
  }
  await Promise.all(Array.from({ length: 8 }, lane))
  const body = answers.flatMap((answer) => {
    const itemId = choose(idsOf(answer))
    return itemId === undefined ? [] : [{ receiptId: answer.receiptId, itemId, signal: 'click' as const }]
  })
  if (body.length > 0) await tenant.call(calls.postFeedback, { body })
  return answers
}
const crowd = (count: number, name: string) => Array.from({ length: count }, (_, n) => `${name} ${n}`)
/** Only the first item is looked at, and only one that reads alike is wanted. */
const firstIfAlike = ([first = '']: readonly string[]) => (alike.includes(first) ? first : undefined)

describe('an A/B test', () => {
  it('over a week stops by itself with the planted better ranking, and the placement goes on as it was', async () => {
    const { id } = await start('ab')
    await expect(start('ab')).rejects.toThrow('409')
    // The same people come back each day, and a few more.
    for (let day = 1; day <= 7; day++) await visit(crowd(8 * day, 'visitor'), 'ab', firstIfAlike)
    const experiment = await stopped(id)
    expect(experiment).toMatchObject({ reason: 'proven', winner: 'treatment' })
    expect(experiment.result.difference.low).toBeGreaterThan(0)
    expect(experiment.result.units).toBeLessThanOrEqual(56)
    expect(logLines('suggestion')).toContainEqual(
      expect.objectContaining({ msg: 'experiment stopped', experimentId: id }),
    )
    await eventually(async () => {
      expect((await suggest({ scenario: 'ab', userId: 'visitor 1' })).meta.experiment).toBeUndefined()
    })
  })

  it('is named by its answers and receipts, and is audited', async () => {
    const { id } = await start('own')
    const { meta, receiptId } = await eventually(async () => {
      const answer = await suggest({ scenario: 'own', userId: 'ann' })
      expect(answer.meta.experiment?.id).toBe(id)
      return answer
    })
    const again = await suggest({ scenario: 'own', userId: 'ann', sessionId: 'another' })
    expect(again.meta.experiment).toEqual(meta.experiment)
    expect((await suggest({ scenario: 'own' })).meta.experiment).toBeUndefined()
    const { body: receipt } = await shop.call(calls.getReceipt, { params: { id: receiptId } })
    expect(receipt.experiment).toEqual(meta.experiment)
    expect(receipt.summary.join(' ')).toContain(`the experiment ${id}, as its ${meta.experiment?.variant}`)
    expect(receipt.replay?.outcome).toBe('identical')
    expect(logLines('suggestion')).toContainEqual(
      expect.objectContaining({ audit: true, msg: 'experiment started', experimentId: id, keyId: shop.keyId }),
    )
  })

  it('raises the alarm when only some people arrive, and names no winner', async () => {
    const { id } = await start('uneven')
    const treated = crowd(300, 'guest').filter((person) => assignVariant(id, `user ${person}`, [0.5, 0.5]) === 1)
    await eventually(async () => {
      expect((await suggest({ scenario: 'uneven', userId: treated[0] ?? '' })).meta.experiment?.id).toBe(id)
    })
    await visit(treated.slice(0, 90), 'uneven', () => undefined)
    const experiment = await stopped(id)
    expect(experiment.reason).toBe('sampleRatio')
    expect(experiment.winner).toBeUndefined()
    expect(experiment.result.sampleRatio?.pValue).toBeLessThan(0.001)
  })
})

it('interleaving drafts lists from both rankings, and stops for the one whose items are clicked', async () => {
  const { id } = await start('drafted', { design: 'interleaving' })
  await eventually(async () => {
    expect((await suggest({ scenario: 'drafted', userId: 'first' })).meta.experiment?.variant).toBe('interleaved')
  })
  const answers = await visit(crowd(40, 'reader'), 'drafted', (ids) => ids.find((itemId) => alike.includes(itemId)))
  for (const answer of answers)
    expect(
      idsOf(answer)
        .slice(0, 2)
        .filter((itemId) => alike.includes(itemId)),
    ).toHaveLength(1)
  expect(await stopped(id)).toMatchObject({ reason: 'proven', winner: 'treatment' })
})

it('an experiment that is stopped and deleted while requests run breaks none of them', async () => {
  const { id } = await start('ending')
  const answering = visit(crowd(80, 'busy'), 'ending', firstIfAlike)
  await shop.call(calls.stopExperiment, { params: { id }, body: { state: 'stopped' } })
  await shop.call(calls.deleteExperiment, { params: { id } })
  const answers = await answering
  expect(answers).toHaveLength(80)
  expect((await shop.refused(calls.getExperiment, { params: { id } })).body.status).toBe(404)
})

it('experiments and leagues of another tenant look absent', async () => {
  const other = await newTenant()
  const { id } = (await shop.call(calls.listExperiments)).body.data[0] ?? { id: '' }
  expect(id).toMatch(/^exp_/)
  expect((await other.call(calls.listExperiments)).body.data).toEqual([])
  for (const call of [calls.getExperiment, calls.deleteExperiment])
    expect((await other.refused(call, { params: { id } })).body.status).toBe(404)
  const stop = await other.refused(calls.stopExperiment, { params: { id }, body: { state: 'stopped' } })
  expect(stop.body.status).toBe(404)
  expect((await other.refused(calls.getLeague, { query: { scenario: 'league' } })).body.status).toBe(422)
})

it('a repeated Idempotency-Key starts one experiment, and wrong fields are named', async () => {
  const body = { name: 'Once', design: 'ab', treatment: { diversity: 0.5 } } as const
  const headers = { 'idempotency-key': '"start-once"' }
  const first = await shop.call(calls.createExperiment, { body, headers })
  const again = await shop.call(calls.createExperiment, { body, headers })
  expect(again.body.id).toBe(first.body.id)
  await shop.call(calls.deleteExperiment, { params: { id: first.body.id } })
  const filter = { boost: [{ filter: 'kind ?', factor: 2 }] }
  for (const [wrong, pointer] of [
    [{ scenario: 'typo' }, '/scenario'],
    [{ treatment: filter }, '/treatment/boost/0/filter'],
    [{ share: 2 }, '/share'],
    [{ treatment: { weights: { guess: 1 } } }, '/treatment/weights'],
  ] as const) {
    const refused = await shop.refused(calls.createExperiment, { body: { ...body, ...wrong } as NewExperiment })
    expect(refused.body.status).toBe(422)
    expect(refused.body.errors?.[0]?.pointer).toContain(pointer)
  }
})

describe('the shadow league', () => {
  const enter = (name: string, rules: RankingRules) =>
    store.call(calls.putChallenger, { params: { name }, body: { scenario: 'league', rules } })
  const table = async () => (await store.call(calls.getLeague, { query: { scenario: 'league' } })).body
  const sale = (factor: number) => ({ boost: [{ filter: 'tags = "sale"', factor }] })

  it('promotes the better of two planted rankings by clicks on swapped neighbours, and not the worse one', async () => {
    // Everyone wants the item that no source puts first.
    const wanted = idsOf(await store.suggest({ scenario: 'league' })).at(-1) ?? ''
    await store.call(calls.patchItem, { params: { id: wanted }, body: { tags: ['sale'] } })
    await eventually(async () => {
      expect(idsOf(await store.suggest({ filter: 'tags = "sale"' }))).toEqual([wanted])
    })
    expect((await enter('sale-first', sale(4))).status).toBe(201)
    expect((await enter('sale-last', sale(0.25))).status).toBe(201)
    expect((await table()).data.map(({ name, phase }) => [name, phase])).toEqual([
      ['incumbent', 'serving'],
      ...['prior', 'equal', 'sale-first', 'sale-last'].map((name) => [name, 'challenging']),
    ])
    await visit(crowd(240, 'buyer'), 'league', () => wanted, store)
    const league = await eventually(async () => {
      const now = await table()
      expect(now.serving, JSON.stringify(now)).toBe('sale-first')
      return now
    }, 40_000)
    expect(league.rulings).toMatchObject([{ kind: 'promoted', name: 'sale-first' }])
    expect(league.data.find(({ name }) => name === 'sale-last')?.phase).not.toBe('serving')
    expect(league.data.find(({ name }) => name === 'incumbent')?.phase).toBe('guarding')
    await eventually(async () => expect(idsOf(await store.suggest({ scenario: 'league' }))[0]).toBe(wanted))
  })

  it('goes back to the learned weights when the challenger that serves is deleted', async () => {
    const own = { params: { name: 'sale-first' }, query: { scenario: 'league' } }
    const replaced = { params: own.params, body: { scenario: 'league', rules: {} } }
    expect((await store.refused(calls.putChallenger, replaced)).body.status).toBe(409)
    await store.call(calls.deleteChallenger, own)
    expect((await table()).serving).toBe('incumbent')
    expect((await store.refused(calls.deleteChallenger, own)).body.status).toBe(404)
    const taken = await store.refused(calls.putChallenger, { params: { name: 'incumbent' }, body: { rules: {} } })
    expect(taken.body.errors).toMatchObject([{ pointer: '/name', code: 'taken' }])
  })
})

it('a simulation ranks a tenth of the answers of a placement again, and tells the effect with its interval', async () => {
  const weights = { textSimilarity: 20, coOccurrence: 0 }
  const { body } = await store.call(calls.simulate, { body: { scenario: 'league', weights } })
  expect(body.answers).toBeGreaterThan(8)
  expect(body.answers).toBeLessThan(80)
  expect(body.people).toBe(body.answers)
  const { effect, logged, support } = body.estimate ?? {}
  expect(logged?.value).toBeCloseTo(1 / 6)
  expect(effect?.low).toBeLessThanOrEqual(effect?.high ?? -1)
  expect(support).toBeGreaterThan(0.5)
  const boost = [{ filter: 'tags = "sale"', factor: 4 }]
  const boosted = await store.call(calls.simulate, { body: { scenario: 'league', boost } })
  expect(boosted.body.answers).toBe(body.answers)
  expect(boosted.body.estimate?.logged).toEqual(logged)
  const unreadable = await store.refused(calls.simulate, { body: { boost: [{ filter: 'tags =', factor: 2 }] } })
  expect(unreadable.body.errors).toMatchObject([{ pointer: '/boost/0/filter' }])
  expect((await store.refused(calls.simulate, { body: { days: 3 } })).body.errors).toMatchObject([{ code: 'required' }])
  const unknown = await store.refused(calls.simulate, { body: { scenario: 'typo', weights } })
  expect(unknown.body.errors).toMatchObject([{ pointer: '/scenario' }])
})
