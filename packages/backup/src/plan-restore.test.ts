import { expect, it } from 'vitest'
import type { Backup } from './backup.ts'
import { planRestore } from './plan-restore.ts'
import { dueKind } from './take-backup.ts'

const nowMs = Date.parse('2026-11-29T12:00:00Z')
const dayMs = 86_400_000

const backup = (label: string, endedAtMs: number, more: Partial<Backup> = {}): Backup => ({
  ...{
    label,
    repository: 1,
    kind: 'full',
    startedAtMs: endedAtMs - 1_000,
    endedAtMs,
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
  expect(labels(planRestore(all, 3_500, nowMs))).toEqual(['b', 'a', 'c'])
  expect(labels(planRestore(all, undefined, nowMs))).toEqual(['d', 'b', 'a', 'c'])
})

it('plans a restore to the very moment at which a backup ended, and to now', () => {
  expect(labels(planRestore([backup('a', nowMs)], nowMs, nowMs))).toEqual(['a'])
})

it.each([
  ['there is no backup', [], nowMs, 'There is no backup to restore. Take one: inkling backup.'],
  ['the time is in the future', [backup('a', 1_000)], nowMs + 1, '--to 2026-11-29T12:00:00.001Z is in the future.'],
  ['the time is before the first backup', [backup('a', 1_000)], 999, 'Give 1970-01-01T00:00:01.000Z or a later time'],
])('says what to do if %s', (_, backups, toMs, message) => {
  expect(() => planRestore(backups, toMs, nowMs)).toThrow(message)
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
