import type { Entry } from '../src/entry.ts'

/** An entry that was loaded at the beginning, with what a test says of it. */
export const entryOf = (facts: Partial<Entry> = {}): Entry => ({
  value: 1,
  tags: [],
  asOf: { generation: 'g', count: 0 },
  confirmedMs: 0,
  validRevision: -1,
  loadedMs: 0,
  freshUntilMs: 1,
  keptUntilMs: 1,
  loadMs: 1,
  bytes: 1,
  ...facts,
})
