import { useState } from 'react'
import { type Answer, live, useAction, useCall } from '../../data/use-call.ts'
import { allTenants } from '../../first/calls.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Badge } from '../../ui/badge.tsx'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { TextField } from '../../ui/fields.tsx'
import { Link } from '../../ui/link.tsx'
import { NewKey } from '../../ui/new-key.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'

type Tenant = Answer<'listTenants'>['data'][number]

const columns: readonly Column<Tenant>[] = [
  {
    id: 'id',
    title: 'Tenant',
    value: ({ id }) => id,
    cell: ({ id }) => (
      <Link to="/tenants" search={{ tenant: id }}>
        {id}
      </Link>
    ),
  },
  { id: 'name', title: 'Name', value: ({ name }) => name },
  { id: 'plan', title: 'Plan', value: ({ plan }) => plan },
  { id: 'status', title: 'Status', value: ({ status }) => status, cell: ({ status }) => <Badge>{status}</Badge> },
  {
    id: 'created',
    title: 'Created',
    value: ({ createdAt }) => createdAt,
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
]

export function TenantList() {
  const tenants = useCall('listTenants', allTenants, { every: live.slow })
  const create = useAction('createTenant', ['listTenants'])
  const [id, setId] = useState('')
  return (
    <Panel title="Tenants" note={tenants.data?.page.hasMore ? 'The first 200' : undefined}>
      <FaultOfActions actions={[create]} />
      <form className="form" onSubmit={(event) => event.preventDefault()}>
        <TextField label="Id of a new tenant" value={id} onChange={setId} placeholder="shop" />
        <ActionButton label="Create the tenant" action={create} input={{ body: { id } }} sure={`Create ${id}`} />
      </form>
      {create.data && <NewKey apiKey={create.data.apiKey.key} />}
      <AnswerOf query={tenants}>
        {({ data }) => (
          <DataTable
            name="tenants"
            rows={data}
            columns={columns}
            keyOf={({ id: each }) => each}
            empty={<Empty title="No tenant" />}
          />
        )}
      </AnswerOf>
    </Panel>
  )
}
