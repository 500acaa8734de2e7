import { startTestStack } from '@inkling/testing'
import { afterAll } from 'vitest'
import { stackEnvironment } from '../../support/stack-environment.ts'

/** Of the tests that stop what it consists of. A stack takes longer to start than most of them. */
export const stack = await startTestStack(stackEnvironment)
afterAll(() => stack.stop())
