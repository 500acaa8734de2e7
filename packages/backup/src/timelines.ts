import type { Backup } from './backup.ts'

/**
 * A history of the cluster. Postgres begins a new one whenever it ends a recovery, such as a restore to a time: what
 * the one before held after that point is abandoned, but still in the archive.
 */
export interface Timeline {
  readonly id: number
  /** Unix time in ms, to the second; 0 of the first one. */
  readonly begunAtMs: number
  /** The timelines that it continues, and the position in the WAL up to which it has what they had. */
  readonly parents: readonly { readonly id: number; readonly untilLsn: number }[]
}

const firstTimeline: Timeline = { id: 1, begunAtMs: 0, parents: [] }

/** The first eight digits of the name of a segment, or of a history file, are its timeline. */
export const timelineOf = (fileName: string): number => Number.parseInt(fileName.slice(0, 8), 16)

export const isHistoryFile = (fileName: string): boolean => /^[\dA-F]{8}\.history$/.test(fileName)

/** `0/3016048`: the upper and the lower 32 bits of a count of bytes, which is exact up to 8 PB. */
export function parseLsn(text: string): number {
  const [upper = 0, lower = 0] = text.split('/').map((half) => Number.parseInt(half, 16))
  return upper * 2 ** 32 + lower
}

/**
 * Reads a history file of Postgres: a line per timeline that it continues, `1\t0/3016048\tbefore 2026-11-29 …`.
 * @param fileName such as `00000002.history`
 */
export const readTimeline = (fileName: string, text: string, begunAtMs: number): Timeline => ({
  id: timelineOf(fileName),
  begunAtMs,
  parents: text.split('\n').flatMap((line) => {
    const [, id, lsn] = /^(\d+)\s+([\dA-F]+\/[\dA-F]+)/i.exec(line.trim()) ?? []
    return id && lsn ? [{ id: Number(id), untilLsn: parseLsn(lsn) }] : []
  }),
})

/** The timeline that was in service at a time; the newest one without a time. */
export const timelineAt = (timelines: readonly Timeline[], toMs = Number.POSITIVE_INFINITY): Timeline =>
  timelines
    .filter(({ begunAtMs }) => begunAtMs <= toMs)
    .toSorted((a, b) => a.begunAtMs - b.begunAtMs || a.id - b.id)
    .at(-1) ?? firstTimeline

/** Whether a timeline can be reached from a backup: it is of the timeline itself, or of what that continues. */
export const leadsTo = (
  { timeline, endLsn }: Pick<Backup, 'timeline' | 'endLsn'>,
  { id, parents }: Timeline,
): boolean => timeline === id || parents.some((parent) => parent.id === timeline && endLsn <= parent.untilLsn)
