interface Month {
  /** Such as `2026-01`. */
  readonly month: string
  readonly state: string
}

interface Archived {
  readonly month: string
  readonly restoredAt: string | null
}

export interface OldMonthsOptions {
  /** Only these months; else those that are old enough. */
  readonly asked: readonly string[] | undefined
  readonly nowMs: number
  /** Days after its end from which on a month is old enough. Without it, none is. */
  readonly afterDays: number | undefined
}

const dayMs = 86_400_000
/** So long a month that was brought back stays, unless it is asked for. */
const restoredDays = 30

/** The months to archive, the oldest first. One that is leaving already is always among them. */
export function oldMonths<M extends Month>(
  months: readonly M[],
  archived: readonly Archived[],
  { asked, nowMs, afterDays = Number.POSITIVE_INFINITY }: OldMonthsOptions,
): M[] {
  const back = new Set(
    archived
      .filter(({ restoredAt }) => restoredAt !== null && Date.parse(restoredAt) > nowMs - restoredDays * dayMs)
      .map(({ month }) => month),
  )
  const isDue = (month: string) =>
    asked ? asked.includes(month) : endMs(month) <= nowMs - afterDays * dayMs && !back.has(month)
  return months
    .filter(({ month, state }) => state === 'leaving' || (endMs(month) <= nowMs && isDue(month)))
    .toSorted((a, b) => (a.month < b.month ? -1 : Number(a.month > b.month)) || (a.state === 'leaving' ? -1 : 1))
}

/** When a month such as `2026-01` ends, in UTC. */
function endMs(month: string): number {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return Date.UTC(year, number)
}
