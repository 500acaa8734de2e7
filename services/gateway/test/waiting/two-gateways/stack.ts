import { startTestStack } from '@inkling/testing'
import { afterAll } from 'vitest'
import { stackEnvironment } from '../../support/stack-environment.ts'
import { startNetwork } from './content-network.ts'

/** Of the plan growth, as low as a test can use it up. */
export const eventsPerDay = 20
export const network = await startNetwork()

/** The tests that ask two gateways share this stack: to start one takes longer than most of them. */
export const stack = await startTestStack({
  ...stackEnvironment,
  /** A gateway that nobody tells of a change goes on to accept a key for a minute. */
  KEY_CACHE_MS: '60000',
  PLANS: JSON.stringify({ growth: { eventsPerDay } }),
  ...network.settings,
})
export const second = await stack.addReplica('gateway')
afterAll(async () => {
  await stack.stop()
  network.close()
})
