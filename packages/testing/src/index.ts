export { sharedRedisUrl } from './shared-redis-url.ts'
export { startTestStack } from './start-test-stack.ts'
export { testDatabase } from './test-database.ts'
export { testRedis } from './test-redis.ts'
