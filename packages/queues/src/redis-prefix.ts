/** Prefix of every queue's keys. The braces put all of them into one slot of a Redis cluster. */
export const redisPrefix = '{inkling}'
