import { readFileSync } from 'node:fs'
import { testDatabase } from '@inkling/testing'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import type { Sql } from '../client/tenant-database.ts'
import { exportRows } from '../replace-tenant/export-rows.ts'
import { importRows } from '../replace-tenant/import-rows.ts'
import { addAnswerChanges, countAnswers, hourOf, readAnswers, readSignals } from './answers.ts'
import { addMetrics, type MetricsDelta, readMetrics, readPastMetrics } from './metrics.ts'
import type { Receipt } from './receipt.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const connect = (url: string, pool: number) => createDatabase({ url, applicationName: 'test', pool })
const prediction = connect(roleUrl('prediction'), 4)
const suggestion = connect(roleUrl('suggestion'), 4)
const worker = connect(roleUrl('worker'), 1)
const owner = connect(ownerUrl, 1)
afterAll(() => Promise.all([prediction, suggestion, worker, owner].map((database) => database.close())))

const asOwner = <T>(run: (sql: Sql) => Promise<T>) => owner.platform({ name: 'test' }, run)
const inSuggestion = <T>(tenantId: string, run: (sql: Sql) => Promise<T>) =>
  suggestion.background(tenantId).transaction('test', run)

const hourMs = 3_600_000
/** Many of the last two days, some of the last year, and the first and the last hour of a day. */
const time = fc
  .tuple(fc.oneof(fc.nat(48), fc.nat(48), fc.nat(8_800)), fc.constantFrom('as it is', 'first hour', 'last hour'))
  .map(([hoursAgo, place]) => {
    const atMs = Date.now() - hoursAgo * hourMs
    const midnightMs = Math.floor(atMs / (24 * hourMs)) * 24 * hourMs
    return { 'as it is': atMs, 'first hour': midnightMs, 'last hour': midnightMs - 1 }[place]
  })
const receipt = fc
  .record(
    {
      atMs: time,
      kind: fc.constantFrom('prediction', 'search', 'suggestion'),
      scenario: fc.constantFrom('home', 'basket'),
      itemId: fc.nat(300),
    },
    { requiredKeys: ['atMs', 'kind', 'itemId'] },
  )
  .map(({ itemId, ...of }) => ({ ...of, itemIds: [`item ${itemId}`], tenantId: '', id: '', scores: [], epoch: 1 }))
  .map((of): Receipt => ({ ...of, userId: undefined, sessionId: undefined }))
/** Sums of quarters are exact. */
const [count, sum] = [fc.nat(9), fc.nat(9).map((n) => n / 4)]
const delta: fc.Arbitrary<MetricsDelta> = fc.record({
  ...{ model: fc.constantFrom('blend', 'trend', 'ppm'), kind: fc.constantFrom('repeat', 'new') },
  ...{ cases: count, hitsAt1: count, hitsAt5: count, hitsAt20: count, answered: count },
  ...{ reciprocalRank: sum, ndcg: sum, logLoss: sum },
  calibration: fc.oneof(fc.constant([]), fc.array(sum, { minLength: 60, maxLength: 60 })),
  listed: fc.nat(4_095).map((bit) => (1n << BigInt(bit)).toString(16).padStart(1_024, '0')),
})

/** Feedback on each of these answers, which were counted before. */
function changeAnswers(sql: Sql, tenantId: string, told: readonly Receipt[]) {
  const rows = told.map(({ atMs = 0, kind, scenario = '' }) => ({ hour: hourOf(atMs), kind, scenario }))
  const distinct = [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()]
  const sums = { clicked: 1, reciprocalRank: 0.5, clicksAt1: 0, clicksAt5: 1, clicksAt10: 1 }
  return addAnswerChanges(
    sql,
    tenantId,
    distinct.map((row) => ({ ...row, ...sums })),
    distinct.flatMap((row) => ['click', 'use'].map((signal) => ({ ...row, signal, answers: 1 }))),
  )
}

/** Adds to the sums of the present hour, and moves them to another one as if they had been written then. */
async function addMetricsAt(tenantId: string, atMs: number, deltas: readonly MetricsDelta[]) {
  await addMetrics(prediction.background(`scratch ${tenantId}`), deltas.length, deltas)
  await asOwner(async (sql) => {
    await sql`create temp table scratch on commit drop as
      select * from learning.metrics where tenant_id = ${`scratch ${tenantId}`}`
    await sql`update scratch set tenant_id = ${tenantId}, hour = ${hourOf(atMs)}`
    await sql`
      insert into learning.metrics as m select * from scratch
      on conflict (tenant_id, model, kind, hour) do update set cases = m.cases + excluded.cases,
        ndcg = m.ndcg + excluded.ndcg, calibration = learning.add(m.calibration, excluded.calibration),
        listed = m.listed | excluded.listed, known_items = greatest(m.known_items, excluded.known_items)`
  })
}

/** What the service reads. */
const read = async (tenantId: string, hours: number) => {
  // The present begins at any hour of the window.
  const presentFrom = new Date(hourOf(Date.now() - ((hours * 7) % Math.min(30, hours + 1)) * 3_600_000))
  const past = await readPastMetrics(suggestion.background(tenantId), hours, presentFrom)
  return inSuggestion(tenantId, async (sql) => ({
    metrics: await readMetrics(sql, tenantId, { past, presentFrom }),
    answers: [...(await readAnswers(sql, tenantId, hours))],
    signals: [...(await readSignals(sql, tenantId, hours))],
  }))
}

/** The same, from the hours alone. */
const readHours = (tenantId: string, hours: number) =>
  asOwner(async (sql) => {
    const rows = (table: string) => sql`
      ${sql(`learning.${table}`)} where tenant_id = ${tenantId}
        and hour >= date_trunc('hour', now()) - make_interval(hours => ${hours})`
    const metrics = await sql`
      select model, kind, sum(cases)::float8 as cases, sum(hits_at_1)::float8 as "hitsAt1",
        sum(hits_at_5)::float8 as "hitsAt5", sum(hits_at_20)::float8 as "hitsAt20", sum(answered)::float8 as answered,
        sum(reciprocal_rank) as "reciprocalRank", sum(ndcg) as ndcg, sum(log_loss) as "logLoss",
        learning.add(learning.total(calibration), array_fill(0::float8, array[60])) as calibration,
        bit_count(bit_or(listed))::int as "listedBits", max(known_items)::float8 as "knownItems"
      from ${rows('metrics')} group by grouping sets ((model), (model, kind)) order by model, kind nulls first`
    const answers = await sql`
      select kind, scenario, sum(answers)::float8 as answers, sum(clicked)::float8 as clicked,
        sum(reciprocal_rank) as "reciprocalRank", sum(clicks_at_1)::float8 as "clicksAt1",
        sum(clicks_at_5)::float8 as "clicksAt5", sum(clicks_at_10)::float8 as "clicksAt10",
        bit_count(bit_or(shown))::float8 as "shownBits"
      from ${rows('answers')} group by grouping sets ((kind), (kind, scenario)) order by kind, scenario nulls first`
    const signals = await sql`
      select kind, scenario, signal, sum(answers)::float8 as answers from ${rows('answer_signals')}
      group by 1, 2, 3 order by 1, 2, 3`
    return { metrics: [...metrics], answers: [...answers], signals: [...signals] }
  })

/** In hours, more than any time above. */
const ever = 20_000
const aDay = Array.from({ length: 24 }, (_, n) => n + 1)

const write = fc.record({
  answers: fc.array(receipt, { minLength: 1, maxLength: 8 }),
  tellEvery: fc.integer({ min: 1, max: 5 }),
  metrics: fc.tuple(time, fc.uniqueArray(delta, { selector: ({ model, kind }) => model + kind, maxLength: 4 })),
})

it('the sums of any window are those of its hours, also after late feedback', async () => {
  let tenants = 0
  await fc.assert(
    fc.asyncProperty(fc.array(write, { minLength: 5, maxLength: 20 }), async (writes) => {
      const tenantId = `any ${tenants++}`
      const given: Receipt[] = []
      for (const { answers, tellEvery, metrics } of writes) {
        given.push(...answers)
        await inSuggestion(tenantId, (sql) => countAnswers(sql, tenantId, answers))
        const told = given.filter((_, n) => n % tellEvery === 0)
        await inSuggestion(tenantId, (sql) => changeAnswers(sql, tenantId, told))
        await addMetricsAt(tenantId, ...metrics)
      }
      for (const hours of [...aDay, 48, 168, 720, 8_760])
        expect(await read(tenantId, hours), `${hours} hours`).toEqual(await readHours(tenantId, hours))
    }),
    { numRuns: 5, endOnFailure: true },
  )
})

const deadlocks = () =>
  asOwner(async (sql) => [...(await sql`select deadlocks from pg_stat_database where datname = current_database()`)])
const receipts = fc.sample(receipt, { numRuns: 40, seed: 1 })
const deltas = [...new Map(fc.sample(delta, 40).map((each) => [`${each.model} ${each.kind}`, each])).values()]
/** Writes of several processes at once, each with its rows in another order. */
const addAtOnce = (tenantId: string, times: number) =>
  Promise.all(
    Array.from({ length: times }, (_, n) => {
      const turned = <T>(list: readonly T[]) => [...list.slice(n % list.length), ...list.slice(0, n % list.length)]
      return Promise.all([
        addMetrics(prediction.background(tenantId), 1, turned(deltas)),
        inSuggestion(tenantId, (sql) => countAnswers(sql, tenantId, turned(receipts))),
        inSuggestion(tenantId, (sql) => changeAnswers(sql, tenantId, turned(receipts))),
      ])
    }),
  )

it('processes that add at once lose nothing and do not deadlock', async () => {
  const before = await deadlocks()
  await inSuggestion('both', (sql) => countAnswers(sql, 'both', receipts))
  await addAtOnce('both', 40)
  const sums = await read('both', ever)
  expect(sums).toEqual(await readHours('both', ever))
  const all = sums.answers.filter(({ scenario }) => scenario === null)
  expect(all.reduce((total, { answers }) => total + answers, 0)).toBe(41 * receipts.length)
  const cases = sums.metrics.filter(({ kind }) => kind !== null).reduce((total, row) => total + row.cases, 0)
  expect(cases).toBe(40 * deltas.reduce((total, row) => total + row.cases, 0))
  expect(await deadlocks()).toEqual(before)
})

it('an import waits for those who add to sums, and leaves days that are the sums of their hours', async () => {
  await addAtOnce('moved', 2)
  const lines: string[] = []
  const onLines = async (page: readonly string[]) => void lines.push(...page)
  await exportRows(worker, 'moved', { onLines, nowMs: Date.now(), withinMs: 30_000 })
  expect(lines.join('\n')).not.toContain('daily_')
  async function* parts() {
    yield lines.join('\n')
  }
  const isWaiting = () =>
    asOwner(async (sql) => {
      const waiting = await sql`
        select from pg_stat_activity where application_name like '%import tenant' and wait_event = 'advisory'`
      return waiting.length > 0
    })
  const importing = await inSuggestion('moved', async (sql) => {
    // These hours are new: the import sees no row of them.
    await countAnswers(sql, 'moved', receipts)
    const started = [importRows(worker, 'moved', { parts: parts(), withinMs: 30_000 })]
    await expect.poll(isWaiting).toBe(true)
    return started
  })
  await Promise.all([...importing, addAtOnce('moved', 20)])
  expect(await read('moved', ever)).toEqual(await readHours('moved', ever))
})

it('the migration adds up the hours that are there, and can be taken back', async () => {
  const file = new URL('../../../../infra/postgres/migrations/20261130001000_learning_by_day.sql', import.meta.url)
  const [up = '', down = ''] = readFileSync(file, 'utf8').split('-- migrate:down')
  await addAtOnce('before', 2)
  await asOwner((sql) => sql.unsafe(down))
  await addAtOnce('before', 2)
  await asOwner((sql) => sql.unsafe(up))
  await addAtOnce('before', 2)
  expect(await read('before', ever)).toEqual(await readHours('before', ever))
})
