import { type Answer, useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { jsonOf } from '../../data/visible.ts'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Facts } from '../../ui/facts.tsx'
import { TextField } from '../../ui/fields.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'

type Entry = Answer<'listAuditLog'>['data'][number]

const columns: readonly Column<Entry>[] = [
  { id: 'number', title: 'Number', value: ({ number }) => number, isNumber: true },
  { id: 'at', title: 'When', value: ({ at }) => at, cell: ({ at }) => <Time at={at} /> },
  { id: 'action', title: 'What', value: ({ action }) => action },
  { id: 'tenant', title: 'Tenant', value: ({ tenantId }) => tenantId },
  { id: 'key', title: 'Key', value: ({ keyId }) => keyId, cell: ({ keyId }) => <code>{keyId}</code> },
  { id: 'address', title: 'From', value: ({ address }) => address },
  {
    id: 'details',
    title: 'Details',
    value: ({ details }) => jsonOf(details),
    cell: ({ details }) => (
      <details>
        <summary>{Object.keys(details).join(', ') || 'none'}</summary>
        <Facts of={details} />
      </details>
    ),
  },
  { id: 'request', title: 'Request', value: ({ requestId }) => requestId },
]

/** Who did what, when and from where. */
export function Audit() {
  const [action, setAction] = useParam('action')
  const [tenantId, setTenant] = useParam('tenant')
  const query = { limit: 200, ...(action && { action }), ...(tenantId && { tenantId }) }
  const entries = useCall('listAuditLog', { query })
  return (
    <Panel
      title="Audit log"
      note="What people and programs did, newest first. `inkling audit verify` checks that nobody changed it"
      actions={
        <>
          <TextField label="What" value={action} onChange={setAction} placeholder="key revoked" />
          <TextField label="Tenant" value={tenantId} onChange={setTenant} />
        </>
      }
    >
      <AnswerOf query={entries}>
        {({ data }) => (
          <DataTable
            name="audit log"
            rows={data}
            columns={columns}
            keyOf={({ number }) => String(number)}
            empty={<Empty title="No entry fits" />}
          />
        )}
      </AnswerOf>
    </Panel>
  )
}
