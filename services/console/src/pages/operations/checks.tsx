import { live, useCall } from '../../data/use-call.ts'
import { Badge } from '../../ui/badge.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'

/** What Inkling needs, in the worst state that a process sees. */
export function Checks() {
  const health = useCall('getHealth', undefined, { every: live.fast })
  return (
    <Panel title="Dependencies">
      <AnswerOf query={health}>
        {({ checks, services }) => (
          <ul className="chips">
            {Object.entries(services).map(([name, state]) => (
              <li key={name}>
                {name} <Badge>{state}</Badge>
              </li>
            ))}
            {Object.entries(checks).map(([name, { status, detail }]) => (
              <li key={name}>
                {name} <Badge>{status}</Badge> <span className="small quiet">{detail}</span>
              </li>
            ))}
          </ul>
        )}
      </AnswerOf>
    </Panel>
  )
}
