import { calls } from '@inkling/contracts'
import { startTestStack } from '@inkling/testing'
import { afterAll } from 'vitest'
import { operator } from '../../support/callers.ts'
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
  ...network.settings,
})
export const second = await stack.addReplica('gateway')
await operator(stack).call(calls.putPlan, { params: { name: 'growth' }, body: { limits: { eventsPerDay } } })
afterAll(async () => {
  await stack.stop()
  network.close()
})
