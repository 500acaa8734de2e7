import { loadLevelNames } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { LoadLevelTracker, loadLevels } from './load-level.ts'

describe('LoadLevelTracker', () => {
  it('rises to the level of the pressure at once, also over a level', () => {
    const level = new LoadLevelTracker()
    expect(level.update(0.79, 0)).toBe('normal')
    expect(level.update(0.8, 0)).toBe('essential')
    expect(new LoadLevelTracker().update(3, 0)).toBe('critical')
  })

  it('falls one level at a time, after three calm seconds each', () => {
    const level = new LoadLevelTracker()
    level.update(1, 0)
    const seen = Array.from({ length: 9 }, (_, second) => level.update(0.1, 1_000 + second * 1_000))
    expect(seen.slice(0, 3)).toEqual(Array(3).fill('critical'))
    expect(seen.slice(3, 7)).toEqual(Array(4).fill('essential'))
    expect(seen.slice(7)).toEqual(['normal', 'normal'])
  })

  it('does not fall while the pressure stays near the threshold, nor after a single calm moment', () => {
    const level = new LoadLevelTracker()
    level.update(0.85, 0)
    for (let second = 1; second < 60; second++)
      expect(level.update(second % 3 ? 0.1 : 0.78, second * 1_000)).toBe('essential')
  })
})

it('refuses critical calls at no level, and more from level to level', () => {
  const levels = loadLevelNames.map((name) => loadLevels[name])
  expect(levels.flatMap(({ refuses }) => refuses)).not.toContain('critical')
  for (const [place, { refuses, without, fromPressure }] of levels.entries()) {
    const next = levels[place + 1]
    if (!next) continue
    expect(next.refuses).toEqual(expect.arrayContaining([...refuses]))
    expect(next.without).toEqual(expect.arrayContaining([...without]))
    expect(next.fromPressure).toBeGreaterThan(fromPressure)
  }
})
