import type { AcceptableEvent } from '../domain/partition-events.ts'

/** An event with an id of its own: someone viewed an item. */
export const acceptableEvent = (id: string, own: Partial<AcceptableEvent> = {}): AcceptableEvent => ({
  id,
  hasOwnId: true,
  type: 'view',
  sessionId: 's',
  itemId: 'a',
  index: 0,
  occurredAt: '2026-11-21T12:00:00Z',
  ...own,
})
