import { useState } from 'react'
import { duration, percent } from '../../data/format.ts'
import { type Answer, live, useAction, useCall } from '../../data/use-call.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { InjectFault } from './inject-fault.tsx'

type Injected = Answer<'listFaults'>['data'][number]

const columns: readonly Column<Injected>[] = [
  { id: 'kind', title: 'Kind', value: ({ kind }) => kind },
  { id: 'dependency', title: 'Calls to', value: ({ dependency }) => dependency },
  { id: 'service', title: 'Made by', value: ({ service }) => service ?? 'every process' },
  { id: 'tenant', title: 'Tenant', value: ({ tenantId }) => tenantId ?? 'all' },
  {
    id: 'share',
    title: 'Share',
    value: ({ share }) => share ?? 1,
    cell: ({ share }) => percent(share ?? 1, 0),
    isNumber: true,
  },
  {
    id: 'how',
    title: 'How long',
    value: ({ latencyMs, blockMs }) => latencyMs ?? blockMs,
    cell: ({ latencyMs, blockMs }) => duration(latencyMs ?? blockMs),
    isNumber: true,
  },
  {
    id: 'remaining',
    title: 'Ends in',
    value: ({ remainingSeconds }) => remainingSeconds,
    cell: ({ remainingSeconds }) => duration(remainingSeconds * 1_000),
    isNumber: true,
  },
]

/** Faults of a game day: those that processes make now, and a new one. */
export function GameDay({ mayWrite }: { readonly mayWrite: boolean }) {
  // Where fault injection is off, the call is refused; so nothing is asked before somebody wants to know.
  const [isWanted, setWanted] = useState(false)
  const faults = useCall('listFaults', undefined, { enabled: isWanted, every: live.fast })
  const end = useAction('endFaults', ['listFaults'])
  const endOne: Column<Injected> = {
    id: 'end',
    title: '',
    value: () => '',
    cell: ({ id }) => <ActionButton label="End" action={end} input={{ query: { id } }} />,
  }
  return (
    <Panel
      title="Faults of a game day"
      note="That processes make now, and that end by themselves"
      actions={
        !isWanted && (
          <button type="button" className="button" onClick={() => setWanted(true)}>
            Look
          </button>
        )
      }
    >
      <FaultOfActions actions={[end]} />
      {isWanted ? (
        <AnswerOf query={faults}>
          {({ data }) => (
            <div className="receipt">
              {mayWrite && <InjectFault />}
              <DataTable
                name="faults"
                rows={data}
                columns={mayWrite ? [...columns, endOne] : columns}
                keyOf={({ id }) => id}
                empty={<Empty title="No fault is injected" />}
                tools={mayWrite && <ActionButton label="End all faults" action={end} input={{}} />}
              />
            </div>
          )}
        </AnswerOf>
      ) : (
        <p className="quiet">
          Services make faults only if they run with <code>FAULT_INJECTION</code>.
        </p>
      )}
    </Panel>
  )
}
