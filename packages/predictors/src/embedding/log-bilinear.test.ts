import { expect, it } from 'vitest'
import { dimensions, LogBilinear, rowBytes } from './log-bilinear.ts'

it('scores an item by its bias and by its product with the weighted sum of the items before it', () => {
  const model = new LogBilinear(3)
  model.weights.fill(1, 0, dimensions).fill(0.5, dimensions, 2 * dimensions)
  model.inputs.fill(2, 0, dimensions).fill(4, dimensions, 2 * dimensions)
  model.outputs.fill(0.25, 2 * dimensions)
  model.biases[2] = 7
  model.add(0, 0)
  expect(model.score(2)).toBe(7 + dimensions * 2 * 0.25)
  model.add(1, 1)
  expect(model.score(2)).toBe(7 + dimensions * (2 + 4 * 0.5) * 0.25)
  expect(model.score(1)).toBe(0)
  model.clear()
  expect(model.score(2)).toBe(7)
})

it('holds all its numbers in one column, from which an equal model is made', () => {
  const model = new LogBilinear(2)
  model.inputs[0] = 1
  model.biases[1] = 3
  const other = new LogBilinear(2, model.numbers)
  expect([other.inputs[0], other.biases[1]]).toEqual([1, 3])
  expect(model.numbers.byteLength - new LogBilinear(0).numbers.byteLength).toBe(2 * rowBytes)
  expect(() => new LogBilinear(3, model.numbers)).toThrow('a model of 3 rows has 835 numbers, got 770')
})
