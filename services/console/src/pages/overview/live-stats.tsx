import { count, duration, none, number, percent } from '../../data/format.ts'
import type { LiveRates, Rates } from '../../data/live-rates.ts'
import { FaultNote } from '../../ui/fault-note.tsx'
import { Stat } from '../../ui/stat.tsx'

interface LiveStatsProps {
  readonly rates: LiveRates
  readonly pressure: number | undefined
  readonly level: string | undefined
  readonly error: unknown
}

export function LiveStats({ rates, pressure, level, error }: LiveStatsProps) {
  const { whole } = rates
  const series = (of: (one: Rates) => number) =>
    rates.steps.map(of).map((value) => (Number.isFinite(value) ? value : 0))
  const note = spanOf(rates)
  return (
    <section className="stats" aria-label="Requests now">
      {error ? <FaultNote error={error} /> : null}
      <Stat
        label="Requests"
        value={whole ? `${number(whole.requestsPerSecond)}/s` : none}
        note={note}
        series={series((one) => one.requestsPerSecond)}
      />
      <Stat
        label="Errors"
        value={percent(whole?.errorShare)}
        note={whole ? `${count(whole.failed)} of ${count(whole.requests)}` : note}
        tone={whole && whole.errorShare > 0.001 ? 'bad' : 'plain'}
        series={series((one) => one.errorShare)}
      />
      <Stat label="p50" value={duration(whole?.p50Ms)} note={note} series={series((one) => one.p50Ms)} />
      <Stat label="p95" value={duration(whole?.p95Ms)} note={note} series={series((one) => one.p95Ms)} />
      <Stat label="p99" value={duration(whole?.p99Ms)} note={note} series={series((one) => one.p99Ms)} />
      <Stat
        label="Saturation"
        value={percent(pressure, 0)}
        note={level ? `load level ${level}` : undefined}
        tone={pressure !== undefined && pressure >= 0.8 ? 'warn' : 'plain'}
      />
    </section>
  )
}

/** The time that the figures are of, as long as it really is: in one line, so that nothing moves when it comes. */
function spanOf({ whole, isSinceStart }: LiveRates): string {
  if (!whole) return 'measuring'
  const span = whole.seconds < 60 ? `${Math.round(whole.seconds)} s` : duration(whole.seconds * 1_000)
  return isSinceStart ? `${span} since its start` : `over the last ${span}`
}
