import { number, percent } from '../../data/format.ts'
import { useCall } from '../../data/use-call.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'

/** Items that are used at an hour of the week. */
export function Patterns() {
  const patterns = useCall('listPatterns', { query: { limit: 200 } })
  return (
    <Panel title="Patterns" note="Items whose uses cluster at one hour of the week, in UTC">
      <AnswerOf query={patterns}>
        {({ data }) => (
          <DataTable
            name="patterns"
            rows={data}
            keyOf={({ itemId, dayOfWeek, hour }) => `${itemId} ${dayOfWeek} ${hour}`}
            empty={<Empty title="No pattern is certain enough yet">It takes five uses in three weeks.</Empty>}
            columns={[
              { id: 'item', title: 'Item', value: ({ itemId }) => itemId },
              { id: 'when', title: 'When', value: ({ text }) => text },
              { id: 'uses', title: 'Uses', value: ({ uses }) => uses, isNumber: true },
              { id: 'users', title: 'Users', value: ({ users }) => users, isNumber: true },
              { id: 'weeks', title: 'Weeks', value: ({ weeks }) => weeks, isNumber: true },
              {
                id: 'share',
                title: 'Of its uses',
                value: ({ share }) => share,
                cell: ({ share }) => percent(share),
                isNumber: true,
              },
              {
                id: 'lift',
                title: 'Lift',
                value: ({ lift }) => lift,
                cell: ({ lift }) => `× ${number(lift)}`,
                isNumber: true,
              },
            ]}
          />
        )}
      </AnswerOf>
    </Panel>
  )
}
