import { useId, useState } from 'react'
import { useSigning } from '../data/session.ts'

/** A link from a terminal may hold a key after the #, which no server sees; it leaves the address at once. */
function keyInAddress(): string {
  const key = new URLSearchParams(location.hash.slice(1)).get('key') ?? ''
  if (key) history.replaceState(history.state, '', location.pathname + location.search)
  return key
}

/** Takes a key or a token, and begins a session with it. `tenantId`: whose session ended before. */
export function KeyForm({ tenantId }: { readonly tenantId?: string }) {
  const [key, setKey] = useState(keyInAddress)
  const [error, setError] = useState('')
  const [isBusy, setBusy] = useState(false)
  const { signIn } = useSigning()
  const id = useId()
  const submit = async (event: React.FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError('')
    await signIn(key.trim(), tenantId).catch((reason: unknown) =>
      setError(reason instanceof Error ? reason.message : String(reason)),
    )
    setBusy(false)
  }
  return (
    <form className="key-form" onSubmit={submit}>
      <label htmlFor={id}>Key or token</label>
      <input
        id={id}
        type="password"
        autoComplete="current-password"
        spellCheck={false}
        required
        placeholder="ink_…"
        value={key}
        aria-invalid={error !== ''}
        aria-describedby={`${id}-error`}
        onChange={(event) => setKey(event.target.value)}
      />
      <p id={`${id}-error`} className="field-error" role="alert">
        {error}
      </p>
      <button type="submit" className="button primary" disabled={isBusy}>
        {isBusy ? 'Signing in…' : 'Sign in'}
      </button>
    </form>
  )
}
