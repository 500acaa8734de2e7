import { expect, it } from 'vitest'
import { gameDays, selectGameDays } from './index.ts'

it('every game day has a name of its own', () => {
  expect(new Set(gameDays.map(({ name }) => name)).size).toBe(gameDays.length)
})

it('selects game days by name and by the beginning of a name', () => {
  expect(selectGameDays(['postgres-hung', 'cache-redis-*']).map(({ name }) => name)).toEqual([
    'cache-redis-unavailable',
    'cache-redis-hung',
    'cache-redis-slow',
    'cache-redis-flushed',
    'postgres-hung',
  ])
  expect(selectGameDays([])).toBe(gameDays)
})

it('rejects a name that no game day has', () => {
  expect(() => selectGameDays(['postgres-hing'])).toThrow('There is no game day postgres-hing')
})
