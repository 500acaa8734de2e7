import { NextItemModel } from '@inkling/predictors'
import { expect, it } from 'vitest'
import { RemovedItems } from '../domain/removed-items.ts'
import { ResidentPredictor } from './resident-predictor.ts'

const resident = <M>(model: M, epoch: number, isKnown = true) => ({
  ...{ model, epoch, cluster: 'here' },
  waitFor: async () => isKnown,
})

it('knows a write only if both the model and the removed items do', async () => {
  const cases = [
    [true, true],
    [true, false],
    [false, true],
  ] as const
  for (const [predictor, removed] of cases) {
    const model = resident(new NextItemModel(), 5, predictor)
    const both = new ResidentPredictor(model, resident(new RemovedItems(), 3, removed))
    expect(await both.waitFor(4n, 10)).toBe(predictor && removed)
    expect(both.epoch).toBe(3)
  }
})

it('names removed items only while there are some', () => {
  const items = new RemovedItems()
  const both = new ResidentPredictor(resident(new NextItemModel(), 1), resident(items, 1))
  expect(both.removals).toBeUndefined()
  items.set('a', 10)
  expect(both.removals).toBe(items)
  items.set('a', Number.POSITIVE_INFINITY)
  expect(both.removals).toBeUndefined()
})
