import { createDatabase, publishPrior, rankerFormat } from '@inkling/database'
import { type LearnedState, learnedFormat, NextItemModel } from '@inkling/predictors'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { priorJob } from './prior.job.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const job = priorJob(database, createLogger({ service: 'test', level: 'silent' }))
const run = (signal = new AbortController().signal) => job({}, { signal })
const asOwner = <T>(work: Parameters<typeof owner.platform<T>>[1]) => owner.platform({ name: 'test' }, work)

/** What a model learned that gives `repeatConsumption` this weight, from so many cases of each kind. */
function learned(repeat: number, cases: number): LearnedState {
  const state = new NextItemModel().learned
  for (const mixture of [state.blend.seen, state.blend.fresh]) {
    mixture.updates = cases
    for (const [name, expert] of Object.entries(mixture.experts))
      expert.weight = name === 'repeatConsumption' ? repeat : 0.1
  }
  return state
}

const tenant = (id: string, state: LearnedState, { status = 'active', format = learnedFormat } = {}) =>
  asOwner(async (sql) => {
    await sql`insert into control.tenants (id, name, plan, status) values (${id}, 'T', 'starter', ${status})`
    await sql`
      insert into learning.states (tenant_id, format, snapshot, xid, seq, cases, state)
      values (${id}, ${format}, 0, '3', 0, 0, ${sql.json(state as unknown as Parameters<typeof sql.json>[0])})`
  })
const priors = () =>
  asOwner(async (sql) => [
    ...(await sql<{ tenants: number; weights: { seen: Record<string, number> } }[]>`
        select tenants, weights from learning.priors order by version desc`),
  ])

describe('priorJob', () => {
  it('publishes no prior while only four tenants have learned enough', async () => {
    for (const n of [1, 2, 3, 4]) await tenant(`t${n}`, learned(0.1 * n, 100_000))
    await tenant('small', learned(0.9, 10))
    await tenant('older', learned(0.9, 100_000), { format: learnedFormat + 1 })
    await tenant('leaving', learned(0.9, 100_000), { status: 'deleting' })
    await run()
    expect(await priors()).toEqual([])
  })

  it('publishes the mean over five tenants, which names none of them', async () => {
    await tenant('t5', learned(0.5, 100_000))
    await run()
    const [prior] = await priors()
    expect(prior?.tenants).toBe(5)
    expect(prior?.weights.seen.repeatConsumption).toBeCloseTo(0.3, 9)
    expect(JSON.stringify(prior)).not.toMatch(/t\d|small|older|leaving/)
  })

  it('publishes the mean weights of suggestions over five tenants that learned enough of them', async () => {
    await asOwner(async (sql) => {
      for (const n of [1, 2, 3, 4, 5])
        await sql`
          insert into learning.rankers (tenant_id, scenario, weights, cases)
          values (${`t${n}`}, '', ${sql.json({ trend: n })}, ${n === 5 ? 10 : 1000}),
            (${`t${n}`}, 'home', '{"trend": 99}', 1000)`
    })
    const published = () =>
      asOwner(async (sql) => [
        ...(await sql<{ tenants: number; weights: object }[]>`
          select tenants, weights from learning.priors where format = ${rankerFormat}`),
      ])
    await run()
    expect(await published()).toEqual([])
    await asOwner((sql) => sql`update learning.rankers set cases = 1000 where tenant_id = 't5' and scenario = ''`)
    await run()
    expect(await published()).toEqual([{ tenants: 5, weights: { trend: 3 } }])
    await asOwner((sql) => sql`delete from learning.priors where format = ${rankerFormat}`)
    await asOwner((sql) => sql`delete from learning.rankers`)
  })

  it('stops between two tenants when it is aborted', async () => {
    const before = await priors()
    await expect(run(AbortSignal.abort(new Error('stopping')))).rejects.toThrow('stopping')
    expect(await priors()).toEqual(before)
  })

  it('keeps the newest fifty priors', async () => {
    await asOwner(
      (sql) => sql`
        insert into learning.priors (format, tenants, weights)
          select ${learnedFormat}, 5, '{}' from generate_series(1, 60)`,
    )
    await run()
    expect(await priors()).toHaveLength(50)
    expect((await priors())[0]?.weights.seen.repeatConsumption).toBeCloseTo(0.3, 9)
  })

  it('cannot store a prior over fewer than five tenants', async () => {
    await expect(publishPrior(database, { format: learnedFormat, tenants: 4, weights: {} })).rejects.toThrow(
      /check constraint/,
    )
  })
})
