import { expect, it } from 'vitest'
import { maxShown, ShownItems } from './shown-items.ts'

const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `item ${from + n}`)

it('recognises from its text the items that were shown, and no others', () => {
  const shown = new ShownItems(new ShownItems().with(ids(0, 50), 0).text)
  expect(shown.size).toBe(50)
  expect(ids(0, 50).every((id) => shown.has(id))).toBe(true)
  expect(ids(50, 10_000).some((id) => shown.has(id))).toBe(false)
})

it('the newest are remembered, and those that are always to be', () => {
  const shown = [0, 1, 2, 3, 4, 5].reduce((before, n) => before.with(ids(n * 100, (n + 1) * 100), 3), new ShownItems())
  expect(shown.size).toBe(maxShown)
  expect(ids(0, 600).filter((id) => !shown.has(id))).toEqual(ids(3, 103))
})

it('its text is as long as a signed address can bear', () => {
  expect(new ShownItems().with(ids(0, 10_000), 0).text).toHaveLength(4_000)
})
