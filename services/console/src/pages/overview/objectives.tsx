import { count, number, percent } from '../../data/format.ts'
import type { Sla } from '../../data/replies.ts'
import { Link } from '../../ui/link.tsx'
import { Meter } from '../../ui/meter.tsx'

const toneOf = (left: number) => (left < 0 ? 'bad' : left < 0.25 ? 'warn' : 'good')

export const Objectives = ({ objectives }: { readonly objectives: Sla['objectives'] }) => (
  <ul className="rows">
    {objectives.map(({ name, title, objective, measured, total, budget, burnRates, windowDays }) => (
      <li key={name} className="objective">
        <p>
          <Link to="/operations" search={{ view: 'objectives' }}>
            {title}
          </Link>
        </p>
        <p className="number">{total === 0 ? 'no requests yet' : percent(measured, 2)}</p>
        <Meter label={`Error budget left: ${title}`} value={total === 0 ? 1 : budget.left} tone={toneOf(budget.left)} />
        <p className="small quiet">
          of {percent(objective, 1)} wanted in {windowDays === 1 ? 'a day' : `${windowDays} days`} ·{' '}
          {count(budget.used)} of {number(budget.allowed)} bad answers used · burn rate {number(burnRates['1h'])}
        </p>
      </li>
    ))}
  </ul>
)
