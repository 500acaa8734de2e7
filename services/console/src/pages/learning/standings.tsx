import { count, number } from '../../data/format.ts'
import type { Answer } from '../../data/use-call.ts'
import { Badge } from '../../ui/badge.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { IntervalBar } from '../../ui/interval-bar.tsx'
import { Time } from '../../ui/time.tsx'
import { rulesOf } from './variants.tsx'

type League = Answer<'getLeague'>
type Standing = League['data'][number]

const tones = {
  serving: 'good',
  guarding: 'plain',
  challenging: 'plain',
  rejected: 'warn',
  rolledBack: 'bad',
  benched: 'warn',
} as const

/** What is known of a ranking, in a sentence. */
function verdictOf({ phase, events, lead, benchedBecause }: Standing): string {
  if (benchedBecause) return `Sits out: ${benchedBecause}`
  if (phase === 'serving') return 'Gives the answers'
  if (phase === 'rejected') return 'Proven worse'
  if (phase === 'rolledBack') return 'Served, and turned out worse'
  if (events === 0) return 'Nothing was compared yet'
  if (lead.low > 0) return 'Proven better'
  if (lead.high < 0) return 'Proven worse'
  if (lead.mean === 0) return 'Even so far'
  return lead.mean > 0 ? 'Ahead, not proven' : 'Behind, not proven'
}

export const Standings = ({ league: { data, rulings, of } }: { readonly league: League }) => (
  <div className="receipt">
    <DataTable
      name="league"
      rows={data}
      keyOf={({ name }) => name}
      empty={<Empty title="No ranking" />}
      columns={[
        { id: 'name', title: of === 'predictions' ? 'Model' : 'Ranking', value: ({ name }) => name },
        {
          id: 'phase',
          title: 'Phase',
          value: ({ phase }) => phase,
          cell: ({ phase }) => <Badge tone={tones[phase]}>{phase}</Badge>,
        },
        { id: 'verdict', title: 'Verdict', value: verdictOf },
        {
          id: 'events',
          title: of === 'predictions' ? 'Events' : 'Clicks',
          value: ({ events }) => events,
          cell: ({ events }) => count(events),
          isNumber: true,
        },
        {
          id: 'lead',
          title: 'Lead',
          value: ({ lead }) => lead.mean,
          cell: (standing) =>
            standing.phase === 'serving' || standing.events === 0 ? (
              <span className="quiet">–</span>
            ) : (
              <IntervalBar label="Lead" interval={standing.lead} format={number} />
            ),
        },
        {
          id: 'rules',
          title: 'Rules',
          value: ({ rules: { components, weights, ...others } }) =>
            rulesOf({ ...others, weights: { ...weights, ...components } as object }, 'as learned'),
        },
      ]}
    />
    {rulings.length > 0 && (
      <>
        <h3>Promotions</h3>
        <ul className="rows">
          {rulings.map(({ at, kind, name }) => (
            <li key={`${at} ${name}`} className="row-line">
              <Badge tone={kind === 'promoted' ? 'good' : 'warn'}>
                {kind === 'promoted' ? 'promoted' : 'rolled back'}
              </Badge>
              <span>{name}</span>
              <span className="quiet small">
                <Time at={at} />
              </span>
            </li>
          ))}
        </ul>
      </>
    )}
  </div>
)
