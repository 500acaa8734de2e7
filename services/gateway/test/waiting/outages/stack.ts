import { startTestStack } from '@inkling/testing'
import { afterAll } from 'vitest'
import { stackEnvironment } from '../../support/stack-environment.ts'

/** The tests that stop servers share this stack: to start one takes longer than most of them. */
export const stack = await startTestStack(stackEnvironment)
afterAll(() => stack.stop())
