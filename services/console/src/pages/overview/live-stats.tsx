import { duration, none, number, percent } from '../../data/format.ts'
import type { Rates } from '../../data/live-rates.ts'
import { FaultNote } from '../../ui/fault-note.tsx'
import { Stat } from '../../ui/stat.tsx'

interface LiveStatsProps {
  readonly rates: readonly Rates[]
  readonly pressure: number | undefined
  readonly level: string | undefined
  readonly error: unknown
}

const window = 'over 5 min'

export function LiveStats({ rates, pressure, level, error }: LiveStatsProps) {
  const last = rates.at(-1)
  const series = (of: (one: Rates) => number) => rates.map(of).map((value) => (Number.isFinite(value) ? value : 0))
  const note = last ? window : 'measuring'
  return (
    <section className="stats" aria-label="Requests now">
      {error ? <FaultNote error={error} /> : null}
      <Stat
        label="Requests"
        value={last ? `${number(last.requestsPerSecond)}/s` : none}
        note={note}
        series={series((one) => one.requestsPerSecond)}
      />
      <Stat
        label="Errors"
        value={percent(last?.errorShare)}
        note="status 500 and above"
        tone={last && last.errorShare > 0.001 ? 'bad' : 'plain'}
        series={series((one) => one.errorShare)}
      />
      <Stat label="p50" value={duration(last?.p50Ms)} note={note} series={series((one) => one.p50Ms)} />
      <Stat label="p95" value={duration(last?.p95Ms)} note={note} series={series((one) => one.p95Ms)} />
      <Stat label="p99" value={duration(last?.p99Ms)} note={note} series={series((one) => one.p99Ms)} />
      <Stat
        label="Saturation"
        value={percent(pressure, 0)}
        note={level ? `load level ${level}` : undefined}
        tone={pressure !== undefined && pressure >= 0.8 ? 'warn' : 'plain'}
      />
    </section>
  )
}
