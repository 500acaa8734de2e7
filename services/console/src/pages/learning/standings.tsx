import { number } from '../../data/format.ts'
import type { Answer } from '../../data/use-call.ts'
import { Badge } from '../../ui/badge.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Time } from '../../ui/time.tsx'

const tones = {
  serving: 'good',
  guarding: 'plain',
  challenging: 'plain',
  rejected: 'warn',
  rolledBack: 'bad',
  benched: 'warn',
} as const

export const Standings = ({ league: { data, rulings } }: { readonly league: Answer<'getLeague'> }) => (
  <div className="receipt">
    <DataTable
      name="league"
      rows={data}
      keyOf={({ name }) => name}
      empty={<Empty title="No ranking" />}
      columns={[
        { id: 'name', title: 'Ranking', value: ({ name }) => name },
        {
          id: 'phase',
          title: 'Phase',
          value: ({ phase }) => phase,
          cell: ({ phase }) => <Badge tone={tones[phase]}>{phase}</Badge>,
        },
        { id: 'events', title: 'Clicks compared', value: ({ events }) => events, isNumber: true },
        {
          id: 'lead',
          title: 'Lead',
          value: ({ lead }) => lead.mean,
          cell: ({ lead }) => number(lead.mean),
          isNumber: true,
        },
        {
          id: 'interval',
          title: '95 % interval',
          value: ({ lead }) => lead.low,
          cell: ({ lead }) => `${number(lead.low)} to ${number(lead.high)}`,
          isNumber: true,
        },
        { id: 'because', title: 'Benched because', value: ({ benchedBecause }) => benchedBecause ?? '' },
      ]}
    />
    {rulings.map(({ at, kind, name }) => (
      <p key={`${at} ${name}`} className="small">
        <Time at={at} />: {name} was {kind === 'promoted' ? 'promoted' : 'rolled back'}
      </p>
    ))}
  </div>
)
