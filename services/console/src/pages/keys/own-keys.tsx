import { useState } from 'react'
import type { Session } from '../../data/session.ts'
import { type Answer, useAction, useCall } from '../../data/use-call.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Badge } from '../../ui/badge.tsx'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { Choice } from '../../ui/fields.tsx'
import { NewKey } from '../../ui/new-key.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { CreateOwnKey } from './create-own-key.tsx'

type Key = Answer<'listOwnKeys'>['data'][number]

const columns: readonly Column<Key>[] = [
  { id: 'name', title: 'Key', value: ({ name }) => name },
  { id: 'id', title: 'Id', value: ({ id }) => id, cell: ({ id }) => <code>{id}</code> },
  {
    id: 'used',
    title: 'Last use',
    value: ({ lastUsedAt }) => lastUsedAt,
    cell: ({ lastUsedAt }) => (lastUsedAt ? <Time at={lastUsedAt} /> : 'never'),
  },
  {
    id: 'expires',
    title: 'Expires',
    value: ({ expiresAt }) => expiresAt,
    cell: ({ expiresAt, expiresSoon }) => (
      <span className="actions">
        {expiresAt ? <Time at={expiresAt} absolute /> : 'never'}
        {expiresSoon && <Badge>soon</Badge>}
      </span>
    ),
  },
  { id: 'scopes', title: 'Scopes', value: ({ scopes }) => scopes.join(', ') },
  { id: 'origins', title: 'Origins', value: ({ allowedOrigins }) => allowedOrigins.join(', ') },
]

/** For how long the old key works after a rotation. */
const overlaps = { 'not at all': 0, '1 hour': 3_600, '1 day': 86_400, '7 days': 604_800 } as const
type Overlap = keyof typeof overlaps

interface OwnKeysProps {
  readonly session: Session
  readonly mayWrite: boolean
}

/** Lists keys; a session with `keys:write` makes, rotates and revokes them. A secret is shown once. */
export function OwnKeys({ session, mayWrite }: OwnKeysProps) {
  const keys = useCall('listOwnKeys')
  const rotate = useAction('rotateOwnKey', ['listOwnKeys'])
  const revoke = useAction('revokeOwnKey', ['listOwnKeys'])
  const [created, setCreated] = useState('')
  const [overlap, setOverlap] = useState<Overlap>('1 hour')
  const actions: Column<Key> = {
    id: 'actions',
    title: '',
    value: () => '',
    cell: (key) => <Actions {...{ of: key, session, rotate, revoke, overlapSeconds: overlaps[overlap] }} />,
  }
  return (
    <Panel title="API keys" note="No key makes or rotates one that may do more than itself">
      <FaultOfActions actions={[rotate, revoke]} />
      {mayWrite && <CreateOwnKey session={session} onCreated={setCreated} />}
      {created && <NewKey apiKey={created} />}
      {rotate.data && <NewKey apiKey={rotate.data.key} />}
      <AnswerOf query={keys}>
        {({ data }) => (
          <DataTable
            name="own-keys"
            rows={data}
            columns={mayWrite ? [...columns, actions] : columns}
            keyOf={({ id }) => id}
            empty={<Empty title="No key" />}
            tools={mayWrite && <OverlapChoice value={overlap} onChange={setOverlap} />}
          />
        )}
      </AnswerOf>
    </Panel>
  )
}

interface OverlapProps {
  readonly value: Overlap
  readonly onChange: (value: Overlap) => void
}

const OverlapChoice = ({ value, onChange }: OverlapProps) => (
  <Choice
    label="A rotated key works on for"
    value={value}
    onChange={(chosen) => onChange(chosen as Overlap)}
    options={Object.keys(overlaps)}
  />
)

interface ActionsProps {
  readonly of: Key
  readonly session: Session
  readonly rotate: ReturnType<typeof useAction<'rotateOwnKey'>>
  readonly revoke: ReturnType<typeof useAction<'revokeOwnKey'>>
  readonly overlapSeconds: number
}

function Actions({ of: { id, scopes }, session, rotate, revoke, overlapSeconds }: ActionsProps) {
  const mayRotate = scopes.every((scope) => session.scopes.includes(scope))
  const end = id === session.keyId ? 'Revoke it and sign out' : 'Revoke it for good'
  return (
    <span className="actions">
      {mayRotate && (
        <ActionButton
          label="Rotate"
          action={rotate}
          input={{ params: { id }, body: { overlapSeconds } }}
          sure="Replace it"
        />
      )}
      <ActionButton label="Revoke" action={revoke} input={{ params: { id } }} sure={end} />
    </span>
  )
}
