import type { NewEvent } from '../src/behaviour/events.ts'

/** An event with an id of its own: someone viewed an item. */
export const newEvent = (id: string, own: Partial<NewEvent> = {}): NewEvent => ({
  id,
  hasOwnId: true,
  type: 'view',
  sessionId: 's',
  itemId: 'a',
  occurredAt: '2026-11-21T12:00:00Z',
  ...own,
})
