/** Clocks differ; a time further ahead than this cannot have come yet. */
export const futureToleranceMs = 5 * 60_000

const fault = {
  pointer: '/occurredAt',
  code: 'future',
  detail: 'This time is in the future; check the clock and the time zone',
}

/** What is wrong with the time of an event or of feedback, if it lies ahead. @param nowMs milliseconds since 1970 */
export const futureFault = (occurredAt: string | undefined, nowMs: number): typeof fault | undefined =>
  occurredAt !== undefined && Date.parse(occurredAt) > nowMs + futureToleranceMs ? fault : undefined
