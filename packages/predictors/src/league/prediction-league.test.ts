import { ShadowLeague } from '@inkling/learning'
import { describe, expect, it } from 'vitest'
import type { UsageEvent } from '../log/event-log.ts'
import { type LearnedState, NextItemModel } from '../model/next-item-model.ts'
import type { ScoringTime } from './challenger.ts'

const atMs = 1.7e12
const always: ScoringTime = { hasRoom: () => true, spend: () => {} }
const [good, bad] = [{ transitions: 1 }, { trend: 1 }]

/** Sessions that walk a ring of 40 items from somewhere: what follows is certain, and nothing is popular. */
function walks(sessions: number): UsageEvent[] {
  return Array.from({ length: sessions }, (_, n) => n).flatMap((n) =>
    [0, 1, 2, 3, 4].map((step) => ({
      itemId: `i${(n * 7 + step) % 40}`,
      sessionId: `s${n}`,
      atMs: atMs + n * 60_000 + step * 1_000,
    })),
  )
}

/** A model that weighs its components badly, and what its league told. */
function badModel(time: ScoringTime = always) {
  const told: string[] = []
  const model = new NextItemModel({ league: { time, onOutcome: (outcome) => told.push(outcome) } })
  model.blend.fixWeights(bad)
  return { model, told }
}

const rankOfNext = (model: NextItemModel) =>
  model.predict({ recent: ['i1'] }).findIndex(({ itemId }) => itemId === 'i2')
const stored = (model: NextItemModel): LearnedState => JSON.parse(JSON.stringify(model.learned))
const serving = (model: NextItemModel) =>
  model.learned.league?.league.models.find(({ phase }) => phase === 'serving')?.name

describe('the league of predictions', () => {
  it('serves the challenger that is proven better, and predicts as if there were none until then', () => {
    const [{ model, told }, alone] = [badModel(), badModel()]
    const events = walks(60)
    model.challengeBy([{ key: 'mine#1', weights: good }], atMs)
    while (!told.includes('promoted') && events.length > 0) {
      expect(model.predict({ recent: ['i1'] })).toEqual(alone.model.predict({ recent: ['i1'] }))
      const event = events.shift()
      if (event) for (const each of [model, alone.model]) each.observe(event)
    }
    expect(told.filter((outcome) => outcome !== 'scored')).toEqual(['promoted'])
    expect(serving(model)).toBe('mine#1')
    expect(model.learned.league?.rulings).toMatchObject([{ kind: 'promoted', name: 'mine#1' }])
    expect(rankOfNext(model)).toBe(0)
    expect(rankOfNext(alone.model)).not.toBe(0)
    expect(model.weights.transitions).toBeGreaterThan(0.99)
    expect(model.version).not.toBe(alone.model.version)
  })

  it('rolls a model back that turns out worse within 1,000 events', () => {
    const { model, told } = badModel()
    const league = new ShadowLeague()
    league.enter('bad#1')
    league.promote('bad#1')
    const learned = model.learned
    const { fixed: _, ...trained } = learned.blend
    const models = { '': { tuning: learned.tuning, blend: trained } }
    model.restore({ ...learned, league: { league: league.state, rulings: [], models, benched: {} } })
    for (const event of walks(200)) model.observe(event)
    expect(told).toContain('rolledBack')
    expect(serving(model)).toBe('')
    expect(model.weights.trend).toBeLessThan(0.9)
  })

  it('continues after a restart exactly like the model that did not stop', () => {
    const events = walks(120)
    const { model } = badModel()
    const challengers = [
      { key: 'mine#1', weights: good },
      { key: 'equal#1', weights: { vmisKnn: 1, transitions: 1 } },
    ]
    for (const event of events.slice(0, 100)) model.observe(event)
    model.challengeBy(challengers, atMs)
    for (const event of events.slice(100, 300)) model.observe(event)
    const again = NextItemModel.decode(model.encode(), { league: { time: always } })
    again.challengeBy(challengers, atMs)
    for (const event of events.slice(300)) for (const each of [model, again]) each.observe(event)
    expect(stored(again)).toEqual(stored(model))
    expect(again.predict({ recent: ['i1'] })).toEqual(model.predict({ recent: ['i1'] }))
  })

  it('never scores beyond its time, and counts the cases that it skipped', () => {
    let left = 3
    const { model, told } = badModel({ hasRoom: () => left > 0, spend: () => left-- })
    model.challengeBy([{ key: 'mine#1', weights: good }], atMs)
    for (const event of walks(100)) model.observe(event)
    expect(told.filter((outcome) => outcome === 'scored')).toHaveLength(3)
    expect(told).toContain('skipped')
    expect(serving(model)).toBe('')
  })

  it('benches a challenger that cannot be read or throws, and predicts on', () => {
    const { model, told } = badModel()
    const blend = { ...model.learned.blend, seen: undefined as never }
    model.challengeBy(
      [
        { key: 'trained#1', learned: { tuning: {}, blend } },
        { key: 'mine#1', weights: good },
      ],
      atMs,
    )
    expect(told).toEqual(['benched'])
    for (const event of walks(3)) model.observe(event)
    expect(model.learned.league?.benched).toMatchObject({ 'trained#1': { because: 'failed' } })
    expect(model.learned.league?.models).toHaveProperty('mine#1')
    expect(model.predict({ recent: ['i1'] }).length).toBeGreaterThan(0)
  })

  it('lets the trained model serve again when the one that serves is deleted', () => {
    const { model } = badModel()
    model.challengeBy([{ key: 'mine#1', weights: good }], atMs)
    for (const event of walks(60)) model.observe(event)
    expect(serving(model)).toBe('mine#1')
    model.challengeBy([], atMs)
    expect(serving(model)).toBe('')
    expect(model.weights.trend).toBeGreaterThan(0.99)
  })

  it('rejects fixed weights that are all 0', () => {
    const { model } = badModel()
    expect(() => model.blend.fixWeights({ trend: 0 })).toThrow('one of them above')
  })
})
