import type { Item } from '@inkling/contracts'

/** An item as a catalogue holds it. */
export const itemOf = (id: string, own: Partial<Item> = {}): Item => ({
  id,
  title: `Title of ${id}`,
  createdAt: '2026-11-21T12:00:00.000Z',
  updatedAt: '2026-11-21T12:00:00.000Z',
  ...own,
})
