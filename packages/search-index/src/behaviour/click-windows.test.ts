import { expect, it } from 'vitest'
import { clickWindows } from './click-windows.ts'
import type { Click } from './search-behaviour.ts'

const click = (atMs: number, isBlended = true): Click => ({
  query: 'lamp',
  itemId: `${atMs}`,
  propensity: 1,
  atMs,
  isBlended,
})
const times = (clicks: readonly Click[]) => clicks.map(({ atMs }) => atMs).sort((a, b) => a - b)

it('learns from the fifth before the newest and judges by the newest, each with only earlier clicks', () => {
  const { learn, judge } = clickWindows(Array.from({ length: 10 }, (_, n) => click(9 - n)))
  expect(times(learn.before)).toEqual([0, 1, 2, 3, 4, 5])
  expect(times(learn.clicks)).toEqual([6, 7])
  expect(times(judge.before)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect(times(judge.clicks)).toEqual([8, 9])
  expect([learn.fromMs, judge.fromMs]).toEqual([6, 8])
})

it('does not learn fusion from clicks on searches that fused no legs', () => {
  const clicks = Array.from({ length: 20 }, (_, n) => click(n, n % 2 === 0))
  const { learn, judge } = clickWindows(clicks)
  expect(times(learn.clicks)).toEqual([12, 14])
  expect(times(judge.clicks)).toEqual([16, 18])
  expect(times(judge.before)).toEqual(Array.from({ length: 16 }, (_, n) => n))
})

it('keeps clicks of one moment together, and makes empty windows of no clicks', () => {
  const together = clickWindows(Array.from({ length: 10 }, () => click(5)))
  expect([together.learn.clicks.length, together.judge.before.length]).toEqual([0, 0])
  const none = clickWindows([click(1, false)])
  expect([none.learn.clicks.length, none.judge.clicks.length]).toEqual([0, 0])
})
