import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { addExperimentAnswers, addExperimentClicks, type ExperimentUnit, judgeExperiments } from './experiment-units.ts'
import {
  countRunningExperiments,
  createExperiment,
  deleteExperiment,
  listExperiments,
  readExperiment,
  stopExperiment,
} from './experiments.ts'
import { readRankingBasis } from './rankers.ts'
import { deleteScenario, putScenario } from './scenarios.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('suggestion'), applicationName: 'test', pool: 4 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const tenant = (id: string) => database.background(id)
const settings = { name: 'Try', design: 'ab', treatment: { diversity: 0.5 }, outcomeSeconds: 60 } as const
const create = (tenantId: string, id: string, own: object = {}) =>
  createExperiment<Tests>(tenant(tenantId), id, { ...settings, ...own })
const minuteMs = 60_000
/** An hour ago: the time of its unit is over. */
const longAgoMs = Date.now() - 60 * minuteMs
const answer = (experimentId: string, unit: string, own: object = {}) => ({
  ...{ experimentId, unit, variant: 'control', atMs: longAgoMs, tookMs: 10, isFailure: false },
  ...own,
})

interface Tests {
  readonly units: number
}
/** Adds up units; stops at so many. */
async function judge(tenantId: string, most = 100) {
  const seen: ExperimentUnit[] = []
  const judged = await judgeExperiments<Tests>(tenant(tenantId), ({ tests }, units) => {
    seen.push(...units)
    const all = (tests?.units ?? 0) + units.length
    return { tests: { units: all }, ...(all >= most && { stop: { reason: 'proven', winner: 'treatment' } as const }) }
  })
  return { ...judged, seen }
}
const unitsLeft = async (tenantId: string) => {
  const [row] = await owner.platform(
    { name: 'look' },
    (sql) => sql<{ n: number }[]>`
      select count(*)::int as n from learning.experiment_units where tenant_id = ${tenantId}`,
  )
  return row?.n
}

describe('experiments', () => {
  it('one runs in a placement at a time, and the basis of the placement knows it', async () => {
    const first = await create('one', 'e1')
    expect(first).toMatchObject({ id: 'e1', scenario: '', state: 'running', settings, tests: null })
    expect(await create('one', 'e1')).toEqual(first)
    await expect(create('one', 'e2')).rejects.toMatchObject({ code: 'conflict' })
    await create('one', 'e3', { scenario: 'home' })
    const { experiments } = await readRankingBasis(tenant('one'))
    expect(experiments.map(({ id, scenario }) => [id, scenario]).toSorted()).toEqual([
      ['e1', ''],
      ['e3', 'home'],
    ])
    await stopExperiment(tenant('one'), 'e1')
    await create('one', 'e2')
    expect((await listExperiments(tenant('one'), undefined, 2)).map(({ id }) => id)).toEqual(['e2', 'e3'])
  })

  it('of two that are started at the same time in a placement one is refused', async () => {
    const started = await Promise.allSettled(['a', 'b', 'c', 'd'].map((id) => create('race', id)))
    expect(started.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('a stopped one stays as it stopped, and another tenant’s looks absent', async () => {
    await create('own', 'e')
    const stopped = await stopExperiment(tenant('own'), 'e')
    expect(stopped).toMatchObject({ state: 'stopped', reason: 'request', stoppedAt: expect.any(Date) })
    expect(await stopExperiment(tenant('own'), 'e')).toEqual(stopped)
    for (const touch of [readExperiment, stopExperiment, deleteExperiment])
      await expect(touch(tenant('other'), 'e')).rejects.toMatchObject({ code: 'not_found' })
    await deleteExperiment(tenant('own'), 'e')
    await expect(readExperiment(tenant('own'), 'e')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('one in a placement that is deleted stops', async () => {
    await putScenario(tenant('gone'), 'home', {})
    await create('gone', 'e', { scenario: 'home' })
    await deleteScenario(tenant('gone'), 'home')
    expect(await readExperiment(tenant('gone'), 'e')).toMatchObject({ state: 'stopped', reason: 'request' })
  })

  it('those of all tenants that run are counted', async () => {
    const before = await countRunningExperiments(database)
    await create('counted', 'e')
    expect(await countRunningExperiments(database)).toBe(before + 1)
  })
})

describe('the units of an experiment', () => {
  it('sum up the answers and clicks of a person within their time', async () => {
    await create('sums', 'e')
    await addExperimentAnswers(tenant('sums'), [
      answer('e', 'user ann', { atMs: longAgoMs + 1_000, tookMs: 30, isFailure: true }),
      answer('e', 'user ann'),
      answer('e', 'user ann', { atMs: longAgoMs + 61_000 }),
      answer('e', 'user bob', { variant: 'treatment' }),
      answer('unknown', 'user ann'),
    ])
    const click = {
      experimentId: 'e',
      unit: 'user ann',
      variant: 'control',
      on: 'control',
      answeredMs: longAgoMs,
    } as const
    await tenant('sums').transaction('click', (sql) =>
      addExperimentClicks(sql, 'sums', [
        { ...click, clickedMs: longAgoMs + 2_000 },
        { ...click, clickedMs: longAgoMs + 62_000 },
      ]),
    )
    const { seen } = await judge('sums')
    expect(seen).toEqual([
      { variant: 'control', answers: 2, failures: 1, tookMs: 40, controlClicks: 1, treatmentClicks: 0 },
      { variant: 'treatment', answers: 1, failures: 0, tookMs: 10, controlClicks: 0, treatmentClicks: 0 },
    ])
  })

  it('are judged once, by however many processes, and not before their time is over', async () => {
    await create('once', 'e')
    const many = Array.from({ length: 50 }, (_, n) => answer('e', `user ${n}`))
    await addExperimentAnswers(tenant('once'), [...many, answer('e', 'user late', { atMs: Date.now() })])
    const passes = await Promise.all(Array.from({ length: 4 }, () => judge('once')))
    expect(passes.flatMap(({ seen }) => seen)).toHaveLength(50)
    expect((await readExperiment<Tests>(tenant('once'), 'e')).tests).toEqual({ units: 50 })
    expect(passes[0]?.nextMs).toBeGreaterThan(Date.now() + 30_000)
    await addExperimentAnswers(tenant('once'), many)
    expect((await judge('once')).seen).toEqual([])
  })

  it('what a judge that fails has seen is judged again', async () => {
    await create('crash', 'e')
    await addExperimentAnswers(tenant('crash'), [answer('e', 'user ann')])
    const broken = judgeExperiments(tenant('crash'), () => {
      throw new Error('killed in the middle')
    })
    await expect(broken).rejects.toThrow('killed in the middle')
    expect((await judge('crash')).seen).toHaveLength(1)
  })

  it('are deleted when the experiment stops, and answers that are under way then change nothing', async () => {
    await create('ends', 'e')
    await addExperimentAnswers(tenant('ends'), [answer('e', 'user ann'), answer('e', 'user bob', { atMs: Date.now() })])
    expect(await judge('ends', 1)).toMatchObject({ stopped: [{ id: 'e', reason: 'proven' }], nextMs: undefined })
    expect(await readExperiment(tenant('ends'), 'e')).toMatchObject({ state: 'stopped', winner: 'treatment' })
    expect(await unitsLeft('ends')).toBe(0)
    await addExperimentAnswers(tenant('ends'), [answer('e', 'user cid')])
    expect(await unitsLeft('ends')).toBe(0)
    expect((await readRankingBasis(tenant('ends'))).experiments).toEqual([])
  })
})
