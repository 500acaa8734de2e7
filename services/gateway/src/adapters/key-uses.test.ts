import type { Database } from '@inkling/database'
import { keyMetrics } from '@inkling/telemetry'
import client from '@prometheus-io/client'
import { expect, it } from 'vitest'
import { KeyUses } from './key-uses.ts'

/** What reaches Postgres is tested with it; here, what is kept while it does not answer. */
function unavailable() {
  let isAvailable = false
  let statements = 0
  const platform = (async () => {
    statements++
    if (!isAvailable) throw new Error('away')
    return 3
  }) as Database['platform']
  const metrics = keyMetrics(new client.Registry())
  const uses = new KeyUses({ database: { platform }, metrics, logger: { debug: () => {} } as never, nowMs: () => 5 })
  return {
    uses,
    metrics,
    statementsOf: async () => {
      statements = 0
      await uses.flush()
      return statements
    },
    recover: () => {
      isAvailable = true
    },
  }
}

it('keeps what Postgres does not take, and stores it once', async () => {
  const { uses, metrics, statementsOf, recover } = unavailable()
  uses.see('a')
  expect(await statementsOf()).toBe(1)
  recover()
  expect(await statementsOf()).toBe(2)
  expect(await statementsOf(), 'nothing is left but the count').toBe(1)
  expect((await metrics.ending.get()).values[0]?.value).toBe(3)
})
