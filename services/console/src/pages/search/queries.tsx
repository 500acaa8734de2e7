import { percent } from '../../data/format.ts'
import { live, useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Choice } from '../../ui/fields.tsx'
import { Link } from '../../ui/link.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Fix } from './fix.tsx'

const which = ['', 'in vain'] as const

/** The queries of the last 30 days; those in vain with what could be done. */
export function Queries() {
  const [shown, setShown] = useParam('which')
  const queries = useCall(
    'listQueries',
    { query: { limit: 200, ...(shown === 'in vain' && { empty: true }) } },
    { every: live.slow },
  )
  return (
    <Panel
      title="Queries of the last 30 days"
      note="The most frequent ones; those that found nothing have a proposal"
      actions={<Choice label="Which" value={shown} onChange={setShown} options={which} blank="all" />}
    >
      <AnswerOf query={queries}>
        {({ data }) => (
          <DataTable
            name="queries"
            rows={data}
            keyOf={({ query }) => query}
            empty={<Empty title={shown ? 'No query was in vain' : 'Nobody has searched yet'} />}
            columns={[
              {
                id: 'query',
                title: 'Query',
                value: ({ query }) => query,
                cell: ({ query }) => (
                  <Link to="/playground" search={{ view: 'search', q: query }}>
                    {query}
                  </Link>
                ),
              },
              { id: 'count', title: 'Searches', value: ({ count }) => count, isNumber: true },
              {
                id: 'empty',
                title: 'In vain',
                value: ({ empty, count }) => empty / count,
                cell: ({ empty, count }) => percent(empty / count, 0),
                isNumber: true,
              },
              { id: 'day', title: 'Last day', value: ({ lastDay }) => lastDay },
              {
                id: 'fix',
                title: 'Proposal',
                value: () => '',
                cell: ({ query, empty }) => (empty > 0 ? <Fix query={query} /> : null),
              },
            ]}
          />
        )}
      </AnswerOf>
    </Panel>
  )
}
