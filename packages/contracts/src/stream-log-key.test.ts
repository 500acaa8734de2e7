import { expect, it } from 'vitest'
import { streamLogKey } from './stream-log-key.ts'

it('each tenant has a log of its own', () => {
  expect(new Set(['shop', 'other', ''].map(streamLogKey)).size).toBe(3)
})
