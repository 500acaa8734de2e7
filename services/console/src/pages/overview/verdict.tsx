import { Link } from '@tanstack/react-router'
import type { Alert, Health } from '../../data/replies.ts'

interface VerdictProps {
  readonly health: Health
  readonly alerts: readonly Alert[]
}

const verdicts = { ok: 'All is well.', degraded: 'Something is lost.', down: 'The gateway can serve nothing.' } as const

/** The answer in a sentence, and each cause as a link to where one sees more. */
export function Verdict({ health, alerts }: VerdictProps) {
  const causes = causesOf(health, alerts)
  const isWell = health.status === 'ok' && causes.length === 0
  return (
    <section className={`verdict ${isWell ? 'good' : health.status === 'ok' ? 'warn' : 'bad'}`} aria-live="polite">
      <p className="verdict-line">
        {isWell || health.status !== 'ok' ? verdicts[health.status] : 'It works, but look here.'}
      </p>
      {causes.length > 0 && (
        <ul className="causes">
          {causes.map(({ text, view }) => (
            <li key={text}>
              <Link to="/operations" search={{ view } as never}>
                {text}
              </Link>
            </li>
          ))}
        </ul>
      )}
      {isWell && (
        <p className="quiet">Every process, store and queue answers; the load level is {health.load.level}.</p>
      )}
    </section>
  )
}

function causesOf({ lost, services, checks, circuits, load }: Health, alerts: readonly Alert[]) {
  const unwell = Object.entries(services).filter(([, state]) => state !== 'ready')
  const failing = Object.entries(checks).filter(([, { status }]) => status !== 'ok')
  const broken = Object.entries(circuits).filter(([, state]) => state !== 'closed')
  const firing = alerts.filter(({ state, severity }) => state === 'firing' && severity !== 'info')
  return [
    ...firing.map(({ title }) => ({ text: title, view: 'alerts' })),
    ...unwell.map(([name, state]) => ({ text: `${name} is ${state}`, view: 'circuits' })),
    ...failing.map(([name, { detail }]) => ({ text: `${name}: ${detail ?? 'not well'}`, view: 'circuits' })),
    ...broken.map(([name, state]) => ({ text: `The circuit of ${name} is ${state}`, view: 'circuits' })),
    ...lost.map((text) => ({ text: `Users miss: ${text}`, view: 'alerts' })),
    ...(load.level === 'normal' ? [] : [{ text: `The load level is ${load.level}`, view: 'levels' }]),
  ]
}
