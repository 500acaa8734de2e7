import { createLogger } from '@inkling/telemetry'
import { expect, it } from 'vitest'
import { ChangeFeed } from './change-feed.ts'

it('a poll of 10 ms is accepted, and a shorter one is rejected with its value', async () => {
  const database = { platform: async () => undefined as never }
  const logger = createLogger({ service: 'test', level: 'silent' })
  const open = (pollMs: number) => new ChangeFeed({ database, pollMs, logger })
  await open(10).close()
  expect(() => open(9)).toThrow('pollMs must be at least 10, got 9')
})
