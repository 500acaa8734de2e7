import { describe, expect, it } from 'vitest'
import { describePredictor } from '../../test/predictor-contract.ts'
import { EventLog } from '../log/event-log.ts'
import { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import { VmisKnn } from './vmis-knn.ts'

class World {
  readonly log = new EventLog()
  readonly knn = new VmisKnn(this.log)

  constructor(...sessions: string[]) {
    sessions.forEach((items, n) => {
      for (const itemId of items) this.log.append({ itemId, sessionId: `s${n}`, atMs: 0 })
    })
  }

  after(items: string, session = ''): (itemId: string) => number {
    const scores = new ScoreAccumulator()
    const known = [...items].map((item) => this.log.items.names.find(item))
    this.knn.score({ items: known, user: -1, session: this.log.sessions.names.find(session), atMs: 0 }, scores)
    return (itemId) => scores.of(this.log.items.names.find(itemId))
  }
}

describePredictor('VmisKnn', (log) => new VmisKnn(log))

describe('VmisKnn', () => {
  it('scores what others used after the same item, the nearer the higher', () => {
    const score = new World('xabc').after('a')
    expect(score('b')).toBeGreaterThan(score('c'))
    expect(score('c')).toBeGreaterThan(0)
  })

  it('scores what others did before less than what they did after', () => {
    const score = new World('xaz').after('a')
    expect(score('z')).toBeGreaterThan(score('x'))
    expect(score('x')).toBeGreaterThan(0)
  })

  it('listens more to sessions that share more', () => {
    const score = new World('abx', 'cby').after('ab')
    expect(score('x')).toBeGreaterThan(score('y'))
  })

  it('counts the session itself among no neighbours', () => {
    const score = new World('abx').after('ab', 's0')
    expect(score('x')).toBe(0)
  })

  it('does not score the item the user is at', () => {
    expect(new World('aab', 'aba').after('a')('a')).toBe(0)
  })

  it('listens to the k best neighbours only', () => {
    const world = new World('abcx', 'ay', 'abz')
    world.knn.tuning.values.k = 1
    world.knn.rebuild()
    const score = world.after('ab')
    expect([score('x'), score('y'), score('z')].filter((s) => s > 0)).toHaveLength(1)
    expect(score('z')).toBeGreaterThan(0)
  })

  it('looks back over the m newest events of an item only', () => {
    const world = new World('ax', 'ay')
    world.knn.tuning.values.m = 1
    expect(world.after('a')('x')).toBe(0)
    expect(world.after('a')('y')).toBeGreaterThan(0)
  })

  it('hears a neighbour out around the shared item only, however long it went on', () => {
    const endless = `ax${'z'.repeat(5_000)}`
    expect(new World(endless).after('a')('x')).toBeGreaterThan(0)
    expect(new World(`a${'xyzw'.repeat(5)}b`).after('a')('b')).toBe(0)
  })
})
