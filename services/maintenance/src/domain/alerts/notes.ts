import { InklingError } from '@inkling/errors'
import type { Acknowledged, AlertCase, Note } from './alert-case.ts'

const mostNotes = 100

/**
 * Notes what somebody said: the first one looks after the alert, and every note is kept.
 * @throws InklingError conflict
 */
export function acknowledge(one: Pick<AlertCase, 'acknowledged' | 'notes'>, said: Acknowledged): void {
  if (one.notes.length >= mostNotes) throw new InklingError('conflict', `An alert keeps ${mostNotes} notes at most`)
  one.acknowledged ??= said
  const { note } = said
  if (note !== null) one.notes = joinNotes(one.notes, [{ ...said, note }])
}

/** What was said to two processes, each note once. */
export function joinNotes(some: readonly Note[], others: readonly Note[]): readonly Note[] {
  const byKey = new Map([...some, ...others].map((one) => [JSON.stringify([one.atMs, one.by, one.note]), one]))
  return [...byKey.values()].toSorted((a, b) => a.atMs - b.atMs)
}

/** Which of two was said first; of two at the same time, `known`. */
export const firstSaid = (
  known: Acknowledged | undefined,
  other: Acknowledged | undefined,
): Acknowledged | undefined => (known && !(other && other.atMs < known.atMs) ? known : other)
