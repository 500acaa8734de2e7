/** The Redis key of the log of what the streams of a tenant were told lately. */
export const streamLogKey = (owner: string): string => `inkling:stream:log:${owner}`
