import { expect, it } from 'vitest'
import type { Backup } from './backup.ts'
import { planRestore } from './plan-restore.ts'
import { dueKind } from './take-backup.ts'
import { readTimeline } from './timelines.ts'

const nowMs = Date.parse('2026-11-29T12:00:00Z')
const dayMs = 86_400_000

const backup = (label: string, endedAtMs: number, more: Partial<Backup> = {}): Backup => ({
  ...{
    label,
    repository: 1,
    kind: 'full',
    startedAtMs: endedAtMs - 1_000,
    endedAtMs,
    timeline: 1,
    endLsn: endedAtMs,
    databaseBytes: 1,
    storedBytes: 1,
  },
  verifiedAtMs: endedAtMs,
  drilled: undefined,
  ...more,
})
const labels = (backups: readonly Backup[]) => backups.map(({ label }) => label)

it('plans the nearest verified backup first and the unverified last', () => {
  const all = [
    backup('a', 1_000),
    backup('b', 2_000),
    backup('c', 3_000, { verifiedAtMs: undefined }),
    backup('d', 4_000),
  ]
  expect(labels(planRestore(all, [], 3_500, nowMs).candidates)).toEqual(['b', 'a', 'c'])
  expect(labels(planRestore(all, [], undefined, nowMs).candidates)).toEqual(['d', 'b', 'a', 'c'])
})

it('plans a restore to the very moment at which a backup ended, and to now', () => {
  expect(labels(planRestore([backup('a', nowMs)], [], nowMs, nowMs).candidates)).toEqual(['a'])
})

it.each([
  ['there is no backup', [], nowMs, 'There is no backup to restore. Take one: inkling backup.'],
  ['the time is in the future', [backup('a', 1_000)], nowMs + 1, '--to 2026-11-29T12:00:00.001Z is in the future.'],
  ['the time is before the first backup', [backup('a', 1_000)], 999, 'Give 1970-01-01T00:00:01.000Z or a later time'],
])('says what to do if %s', (_, backups, toMs, message) => {
  expect(() => planRestore(backups, [], toMs, nowMs)).toThrow(message)
})

/** At 4 s the cluster was restored to 2 s (timeline 2), and at 7 s to 1 s (timeline 3). */
const timelines = [
  readTimeline('00000002.history', '1\t0/7D0\tbefore 2026-11-29 16:55:42.448841+00\n', 4_000),
  readTimeline('00000003.history', '1\t0/3E8\tbefore 2026-11-29 16:55:42.448841+00\n', 7_000),
]
const onTimelines = [
  backup('a', 500),
  backup('b', 1_500),
  backup('c', 3_000),
  backup('d', 5_000, { timeline: 2 }),
  backup('e', 8_000, { timeline: 3 }),
]

it.each([
  [600, 1, ['a']],
  // What was abandoned at 4 s was in service until then.
  [3_900, 1, ['c', 'b', 'a']],
  [4_500, 2, ['b', 'a']],
  [6_900, 2, ['d', 'b', 'a']],
  [7_500, 3, ['a']],
  [undefined, 3, ['e', 'a']],
])('a restore to %s ms follows the timeline %s that was in service then, from %j', (toMs, id, candidates) => {
  const plan = planRestore(onTimelines, timelines, toMs, nowMs)
  expect([plan.timeline.id, labels(plan.candidates)]).toEqual([id, candidates])
})

it('says so if no backup leads to the timeline that was in service', () => {
  const later = [backup('c', 3_000), backup('d', 5_000, { timeline: 2 })]
  expect(() => planRestore(later, timelines, 7_500, nowMs)).toThrow('No backup leads to timeline 3')
})

it.each([
  ['there is none', [], 'full'],
  ['the full one is a week old', [backup('a', nowMs - 7 * dayMs)], 'full'],
  ['the full one is not verified', [backup('a', nowMs - dayMs, { verifiedAtMs: undefined })], 'full'],
  [
    'one after it is not verified',
    [backup('a', nowMs - dayMs), backup('b', nowMs, { kind: 'incremental', verifiedAtMs: undefined })],
    'full',
  ],
  [
    'the full one is younger',
    [backup('a', nowMs - 6 * dayMs), backup('b', nowMs, { kind: 'incremental' })],
    'incremental',
  ],
] as const)('of kinds, says which is due if %s', (_, backups, kind) => {
  expect(dueKind(backups, nowMs)).toBe(kind)
})
