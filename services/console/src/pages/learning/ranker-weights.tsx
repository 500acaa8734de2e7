import { number } from '../../data/format.ts'
import { allows, useSession } from '../../data/session.ts'
import { type Answer, live, useAction, useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { TextField } from '../../ui/fields.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'

type Version = Answer<'listWeights'>['data'][number]

/** The versions of the weights of suggestions; one of them can be brought back. */
export function RankerWeights() {
  const { data: session } = useSession()
  const [scenario, setScenario] = useParam('scenario')
  const versions = useCall(
    'listWeights',
    { query: { limit: 200, ...(scenario && { scenario }) } },
    { every: live.slow },
  )
  const restore = useAction('restoreWeights', ['listWeights'])
  const columns: readonly Column<Version>[] = [
    { id: 'version', title: 'Version', value: ({ version }) => version, isNumber: true },
    {
      id: 'at',
      title: 'Since',
      value: ({ recordedAt }) => recordedAt,
      cell: ({ recordedAt }) => <Time at={recordedAt} />,
    },
    { id: 'cause', title: 'Cause', value: ({ cause }) => cause },
    { id: 'cases', title: 'Feedbacks', value: ({ cases }) => cases, isNumber: true },
    {
      id: 'weights',
      title: 'Weights',
      value: ({ weights }) =>
        Object.entries(weights)
          .map(([name, weight]) => `${name} ${number(weight)}`)
          .join(', '),
    },
    {
      id: 'restore',
      title: '',
      value: () => '',
      cell: ({ version }) =>
        allows(session, ['maintenance:write']) && (
          <ActionButton
            label="Restore"
            action={restore}
            input={{ body: { version, ...(scenario && { scenario }) } }}
            sure="Restore it"
          />
        ),
    },
  ]
  return (
    <Panel title="Weights of suggestions" note="An earlier version can be brought back; learning goes on from there">
      <FaultOfActions actions={[restore]} />
      <form className="form" onSubmit={(event) => event.preventDefault()}>
        <TextField
          label="Placement"
          value={scenario}
          onChange={setScenario}
          placeholder="those that new ones start from"
        />
      </form>
      <AnswerOf query={versions}>
        {({ data }) => (
          <DataTable
            name="weights"
            rows={data}
            columns={columns}
            keyOf={({ version }) => String(version)}
            empty={<Empty title="The weights are the defaults">They move with feedback on suggestions.</Empty>}
          />
        )}
      </AnswerOf>
    </Panel>
  )
}
