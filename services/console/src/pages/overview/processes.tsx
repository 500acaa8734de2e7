import { counted, percent } from '../../data/format.ts'
import type { Health, Resilience } from '../../data/replies.ts'
import { Badge } from '../../ui/badge.tsx'
import { Meter } from '../../ui/meter.tsx'

interface ProcessesProps {
  readonly report: Resilience
  readonly services: Health['services'] | undefined
}

export function Processes({ report: { processes, unreachable }, services = {} }: ProcessesProps) {
  return (
    <ul className="rows">
      {processes.map(({ process, load, policies }) => {
        const broken = policies.filter(({ state, isIdle }) => state !== 'closed' && !isIdle)
        const [busiest] = Object.entries(load.readings).toSorted(([, a], [, b]) => b - a)
        return (
          <li key={process} className="process">
            <p className="process-name">{process}</p>
            <p className="number small">
              {percent(load.pressure, 0)} <span className="quiet">{busiest?.[0]}</span>
            </p>
            <Meter label={`Load of ${process}`} value={load.pressure} tone={load.pressure >= 0.8 ? 'warn' : 'good'} />
            <p className="small">
              {services[process] && services[process] !== 'ready' && <Badge>{services[process]}</Badge>}
              {broken.map(({ name, state }) => (
                <Badge key={name} tone="bad">
                  {name} {state}
                </Badge>
              ))}
              {broken.length === 0 && <span className="quiet">{counted(policies.length, 'circuit')} closed</span>}
            </p>
          </li>
        )
      })}
      {unreachable.map((process) => (
        <li key={process} className="process">
          <p className="process-name">{process}</p>
          <Badge>unreachable</Badge>
        </li>
      ))}
    </ul>
  )
}
