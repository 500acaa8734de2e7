import { describe, expect, it } from 'vitest'
import { EventLog, type UsageEvent } from '../log/event-log.ts'
import { EmbeddingLearner } from './embedding-learner.ts'
import { ItemEmbedding } from './item-embedding.ts'

/** Sessions that go round a ring of 20 pages. */
function ring(more: Partial<UsageEvent> = {}): EventLog {
  const log = new EventLog()
  for (let n = 0; n < 400; n++)
    for (let step = 0; step < 4; step++)
      log.append({ itemId: `${(n + step) % 20}`, sessionId: `s${n}`, atMs: n * 1_000 + step, ...more })
  return log
}

function learned(log: EventLog, mostRows = 100): ItemEmbedding {
  const learner = new EmbeddingLearner(log, mostRows)
  for (let pass = 0; pass < 5; pass++) for (let event = 0; event < log.length; event++) learner.learn(log, event)
  const embedding = new ItemEmbedding()
  embedding.adopt(learner.rows, learner.model)
  return embedding
}

/** The page that fits best after these. */
function bestAfter(embedding: ItemEmbedding, log: EventLog, ...pages: number[]): string {
  embedding.begin(pages.map((page) => log.items.names.find(`${page}`)))
  const scored = Array.from({ length: 20 }, (_, page) => ({
    page: `${page}`,
    score: embedding.score(log.items.names.find(`${page}`)),
  }))
  return scored.reduce((best, each) => (each.score > best.score ? each : best)).page
}

describe('EmbeddingLearner', () => {
  it('learns which item follows others', () => {
    const log = ring()
    const embedding = learned(log)
    expect([3, 11, 19].map((page) => bestAfter(embedding, log, page))).toEqual(['4', '12', '0'])
    expect(bestAfter(embedding, log, 5, 6)).toBe('7')
  })

  it('makes equal vectors from equal logs', () => {
    expect(learned(ring()).state).toEqual(learned(ring()).state)
  })

  it('learns nothing from events that we caused ourselves', () => {
    const log = ring({ isInduced: true })
    const learner = new EmbeddingLearner(log, 100)
    const before = learner.model.numbers.slice()
    for (let event = 0; event < log.length; event++) learner.learn(log, event)
    expect(learner.model.numbers).toEqual(before)
  })

  it('gives vectors to the most used items only, so that memory is bounded', () => {
    const log = ring()
    for (let n = 0; n < 3; n++) log.append({ itemId: '7', sessionId: `more ${n}`, atMs: 1e9 })
    const embedding = learned(log, 1)
    embedding.begin([log.items.names.find('7')])
    expect(embedding.score(log.items.names.find('7'))).not.toBeNaN()
    expect(embedding.score(log.items.names.find('8'))).toBeNaN()
  })

  it('does nothing with a log without events', () => {
    const embedding = learned(new EventLog())
    expect(embedding.begin([0])).toBe(false)
    expect(embedding.score(0)).toBeNaN()
  })
})
