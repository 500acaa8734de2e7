import { type Answer, useAction, useCall } from '../../data/use-call.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { NewKey } from '../../ui/new-key.tsx'
import { AnswerOf } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'

type Key = Answer<'listKeys'>['data'][number]

const columns: readonly Column<Key>[] = [
  { id: 'name', title: 'Key', value: ({ name }) => name },
  { id: 'id', title: 'Id', value: ({ id }) => id, cell: ({ id }) => <code>{id}</code> },
  { id: 'scopes', title: 'Scopes', value: ({ scopes }) => scopes.join(', ') },
  { id: 'origins', title: 'Origins', value: ({ allowedOrigins }) => allowedOrigins.join(', ') },
  {
    id: 'expires',
    title: 'Expires',
    value: ({ expiresAt }) => expiresAt,
    cell: ({ expiresAt }) => <Time at={expiresAt} absolute />,
  },
]

export function Keys({ tenantId: id }: { readonly tenantId: string }) {
  const keys = useCall('listKeys', { params: { id } })
  const create = useAction('createKey', ['listKeys'])
  const rotate = useAction('rotateKey', ['listKeys'])
  const revoke = useAction('revokeKey', ['listKeys'])
  const fresh = create.data ?? rotate.data
  const actions: Column<Key> = {
    id: 'actions',
    title: '',
    value: () => '',
    cell: ({ id: keyId }) => (
      <span className="actions">
        <ActionButton label="Rotate" action={rotate} input={{ params: { id, keyId }, body: {} }} sure="Replace it" />
        <ActionButton label="Revoke" action={revoke} input={{ params: { id, keyId } }} sure="Revoke it for good" />
      </span>
    ),
  }
  return (
    <div className="keys">
      <FaultOfActions actions={[create, rotate, revoke]} />
      {fresh && <NewKey apiKey={fresh.key} />}
      <AnswerOf query={keys}>
        {({ data }) => (
          <DataTable
            name="keys"
            rows={data}
            columns={[...columns, actions]}
            keyOf={({ id: keyId }) => keyId}
            empty={<Empty title="No key" />}
            tools={<ActionButton label="Create a key" action={create} input={{ params: { id }, body: {} }} />}
          />
        )}
      </AnswerOf>
    </div>
  )
}
