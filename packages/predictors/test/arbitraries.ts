import fc from 'fast-check'
import type { UsageEvent } from '../src/log/event-log.ts'

const minuteMs = 60_000

/**
 * Few ids, so that items, sessions and users meet often; ids that are missing, times that run back or pause, and our
 * own doing.
 */
const step = fc.record({
  itemId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'ü', '商品'),
  sessionId: fc.constantFrom('', 's1', 's2', 's3', 's4'),
  userId: fc.constantFrom('', 'u1', 'u2', 'u3'),
  isInduced: fc.boolean(),
  pauseMs: fc.oneof(fc.integer({ min: 0, max: 10 * minuteMs }), fc.integer({ min: -5 * minuteMs, max: 90 * minuteMs })),
})

/** Events in order of arrival. */
export const usage: fc.Arbitrary<UsageEvent[]> = fc.array(step, { maxLength: 40 }).map((steps) => {
  let atMs = 1.7e12
  return steps.map(({ pauseMs, ...event }) => {
    atMs += pauseMs
    return { ...event, atMs }
  })
})

/** Events, and for each whether it is to be taken out again. */
export const usageWithRegrets: fc.Arbitrary<{ event: UsageEvent; isRegretted: boolean }[]> = usage.chain((events) =>
  fc
    .array(fc.boolean(), { minLength: events.length, maxLength: events.length })
    .map((regrets) => events.map((event, n) => ({ event, isRegretted: regrets[n] === true }))),
)
