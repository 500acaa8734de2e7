import { inject } from 'vitest'
import type {} from './run-backends.ts'

/** The Redis of the test run, which never evicts. All files share it: prefix keys and queues with a random name. */
export const sharedRedisUrl = (): string => inject('inkling').redisUrl
