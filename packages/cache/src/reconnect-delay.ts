const firstMs = 100
const maxMs = 2_000

/**
 * How long to wait before a connection is tried again: 100 ms, then twice as long each time, and never longer than 2 s.
 */
export const reconnectDelayMs = (attempt: number): number => Math.min(maxMs, firstMs * 2 ** (attempt - 1))
