import { NextItemModel } from '@inkling/predictors'
import { describe, expect, it } from 'vitest'
import { predict } from './predict.ts'

const startMs = Date.parse('2026-11-21T12:00:00Z')
const hourMs = 3_600_000

/** Twelve sessions that go from one item of the alphabet to the next, and a user who has just used "a". */
function alphabet(): NextItemModel {
  const model = new NextItemModel()
  for (const [place, itemId] of [...'abcdefghijkl'].entries())
    for (const next of [itemId, String.fromCharCode(itemId.charCodeAt(0) + 1)])
      model.apply({ itemId: next, sessionId: `s${place}`, atMs: startMs - hourMs })
  model.apply({ itemId: 'a', userId: 'u', atMs: startMs })
  return model
}

const probabilityOf = (itemId: string, answer: ReturnType<typeof predict>) =>
  answer.find((ranked) => ranked.itemId === itemId)?.probability ?? 0

describe('predict', () => {
  it('answers ten, best first, unless told otherwise', () => {
    const answer = predict(alphabet(), { recent: ['a'] }, startMs)
    expect(answer[0]?.itemId).toBe('b')
    expect(answer).toHaveLength(10)
    expect(predict(alphabet(), { recent: ['a'], limit: 3 }, startMs)).toEqual(answer.slice(0, 3))
  })

  it('leaves out items below the minimum probability', () => {
    const [best] = predict(alphabet(), { recent: ['a'] }, startMs)
    const answer = predict(alphabet(), { recent: ['a'], minProbability: best?.probability ?? 1 }, startMs)
    expect(answer.map(({ itemId }) => itemId)).toEqual(['b'])
  })

  it('gives reasons only when asked to', () => {
    expect(predict(alphabet(), { recent: ['a'] }, startMs)[0]).not.toHaveProperty('reasons')
    const [best] = predict(alphabet(), { recent: ['a'], explain: true }, startMs)
    expect(best?.reasons?.length).toBeGreaterThan(0)
  })

  it('does without the components that it is told to leave out', () => {
    const modelsOf = (without?: ReadonlySet<string>) => {
      const model = alphabet()
      for (const week of [1, 2, 3])
        model.apply({ itemId: 'h', userId: 'u', sessionId: `w${week}`, atMs: startMs - week * 7 * 24 * hourMs })
      const answer = predict(model, { userId: 'u', explain: true, limit: 20 }, startMs, undefined, without)
      return new Set(
        answer.flatMap(({ reasons = [] }) => reasons.filter(({ score }) => score > 0).map(({ model }) => model)),
      )
    }
    expect(modelsOf()).toContain('timeOfWeek')
    expect(modelsOf(new Set(['timeOfWeek']))).not.toContain('timeOfWeek')
  })

  it('knows the session by its id', () => {
    expect(predict(alphabet(), { sessionId: 's4' }, startMs)).not.toEqual(predict(alphabet(), {}, startMs))
  })

  it("takes a user's session to be over when the asking is long after it", () => {
    const during = predict(alphabet(), { userId: 'u' }, startMs)
    const after = predict(alphabet(), { userId: 'u' }, startMs + 2 * hourMs)
    expect(probabilityOf('b', during)).toBeGreaterThan(probabilityOf('b', after))
  })

  it('answers an unknown user with popular items, and returns nothing from an empty model', () => {
    expect(predict(alphabet(), { userId: 'nobody', sessionId: 'none' }, startMs).length).toBeGreaterThan(0)
    expect(predict(new NextItemModel(), { userId: 'nobody' }, startMs)).toEqual([])
  })
})
