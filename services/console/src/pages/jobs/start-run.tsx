import { useState } from 'react'
import { type Input, useAction } from '../../data/use-call.ts'
import { FaultNote } from '../../ui/fault-note.tsx'

type Kind = NonNullable<Input<'createRun'>>['body']['kind']
const kinds: readonly Kind[] = ['train', 'refit', 'reindex', 'dedupe', 'decay', 'expiry', 'warm']

/** dedupe and decay only propose; their changes are read and applied afterwards. */
export function StartRun() {
  const [kind, setKind] = useState<Kind>('train')
  const start = useAction('createRun', ['listRuns'])
  return (
    <form
      className="inline-form"
      onSubmit={(event) => {
        event.preventDefault()
        start.mutate({ body: { kind } })
      }}
    >
      <select
        aria-label="Kind of run"
        value={kind}
        onChange={({ target }) => setKind(kinds.find((one) => one === target.value) ?? 'train')}
      >
        {kinds.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <button type="submit" className="button primary" disabled={start.isPending}>
        Start a run
      </button>
      {start.error && <FaultNote error={start.error} />}
    </form>
  )
}
