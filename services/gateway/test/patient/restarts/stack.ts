import { startTestStack } from '@inkling/testing'
import { afterAll } from 'vitest'
import { stackEnvironment } from '../../support/stack-environment.ts'

/** Of the tests that start its services anew. A stack takes longer to start than most of them. */
export const stack = await startTestStack({ ...stackEnvironment, POLL_MS: '200' })
afterAll(() => stack.stop())
