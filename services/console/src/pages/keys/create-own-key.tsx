import { useState } from 'react'
import type { Session } from '../../data/session.ts'
import { type Input, useAction } from '../../data/use-call.ts'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { Choice, TextField } from '../../ui/fields.tsx'

const lifetimes = { '30 days': 30, '90 days': 90, '1 year': 365 } as const
type Lifetime = keyof typeof lifetimes
const dayMs = 86_400_000
/** All that the session may do itself. */
const everything = 'all that I may do'

type Body = NonNullable<NonNullable<Input<'createOwnKey'>>['body']>

interface CreateOwnKeyProps {
  readonly session: Session
  readonly onCreated: (key: string) => void
}

/** Makes a key of a role that the session holds. */
export function CreateOwnKey({ session, onCreated }: CreateOwnKeyProps) {
  const create = useAction('createOwnKey', ['listOwnKeys'])
  const roles = [...(session.roles ?? []), everything]
  const [name, setName] = useState('')
  const [role, setRole] = useState(roles[0] ?? everything)
  const [lifetime, setLifetime] = useState<Lifetime>('90 days')
  const inputOf = () => ({
    body: {
      ...(name && { name }),
      ...(role !== everything && { role: role as NonNullable<Body['role']> }),
      expiresAt: new Date(Date.now() + lifetimes[lifetime] * dayMs).toISOString(),
    },
  })
  return (
    <form className="form" onSubmit={(event) => event.preventDefault()}>
      <FaultOfActions actions={[create]} />
      <TextField label="Name of a new key" value={name} onChange={setName} placeholder="web server" />
      <Choice label="Role" value={role} onChange={setRole} options={roles} />
      <Choice
        label="Expires in"
        value={lifetime}
        onChange={(value) => setLifetime(value as Lifetime)}
        options={Object.keys(lifetimes)}
      />
      <button
        type="button"
        className="button"
        disabled={create.isPending}
        onClick={() => create.mutate(inputOf(), { onSuccess: ({ key }) => onCreated(key) })}
      >
        Create the key
      </button>
    </form>
  )
}
