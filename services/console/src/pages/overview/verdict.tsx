import type { Alert, Health } from '../../data/replies.ts'
import { Link } from '../../ui/link.tsx'
import { causesOf } from './causes.ts'

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
          {causes.map(({ text, search }) => (
            <li key={text}>
              <Link to="/operations" search={search}>
                {text}
              </Link>
            </li>
          ))}
        </ul>
      )}
      {health.lost.length > 0 && <p className="quiet">Users miss: {health.lost.join('; ')}.</p>}
      {isWell && (
        <p className="quiet">Every process, store and queue answers; the load level is {health.load.level}.</p>
      )}
    </section>
  )
}

/** Takes the place of the verdict. */
export const Asking = () => (
  <section className="verdict asking" aria-busy="true">
    <p className="verdict-line">Asking every process…</p>
    <p className="quiet">Whether every process, store and queue answers, what fails, and at which load.</p>
  </section>
)
