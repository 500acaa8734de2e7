import { type SentinelOptions, sentinelOptions } from '@inkling/contracts/names'

/** The Redis of a URL, or the master of one that Sentinels watch, as BullMQ takes it. */
export const redisAt = (url: string): { url: string } | SentinelOptions => sentinelOptions(url) ?? { url }
