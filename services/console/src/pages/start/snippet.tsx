import { useState } from 'react'
import { allows, type Session, useSession } from '../../data/session.ts'
import { useAction } from '../../data/use-call.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { TextField } from '../../ui/fields.tsx'
import { Panel } from '../../ui/panel.tsx'
import { mayCreateOwn, originOf, pageScopes } from './page-key.ts'
import { WatchEvents } from './watch-events.tsx'

const maxNameLength = 128

/** The tag for a site, its key, and the first event of the site. */
export function Snippet() {
  const { data: session } = useSession()
  const [key, setKey] = useState('ink_…')
  const tag = `<script src="${location.origin}/inkling.js" data-key="${key}" async></script>`
  return (
    <Panel
      title="Put it on a site"
      note="The tag records the pages that a visitor opens, and prefetches those that come next"
      actions={<CopyButton text={tag} label="Copy the tag" />}
    >
      <div className="receipt">
        {session && (allows(session, ['admin']) || mayCreateOwn(session)) ? (
          <CreateKey session={session} onCreated={setKey} />
        ) : (
          <WithoutKeys tenantId={session?.tenantId ?? ''} />
        )}
        <pre>{tag}</pre>
        {allows(session, ['learning:read']) && <WatchEvents />}
      </div>
    </Panel>
  )
}

interface CreateKeyProps {
  readonly session: Session
  readonly onCreated: (key: string) => void
}

/** An operator creates keys for any tenant, a tenant its own. */
function CreateKey({ session, onCreated }: CreateKeyProps) {
  const [address, setAddress] = useState('')
  const ofTenant = useAction('createKey', ['listKeys'])
  const own = useAction('createOwnKey', ['listOwnKeys'])
  const site = originOf(address)
  const create = (event: React.FormEvent) => {
    event.preventDefault()
    if (!site) return
    const body = { name: `Pages of ${site}`.slice(0, maxNameLength), scopes: [...pageScopes], allowedOrigins: [site] }
    const onSuccess = ({ key }: { readonly key: string }) => onCreated(key)
    if (allows(session, ['admin'])) ofTenant.mutate({ params: { id: session.tenantId }, body }, { onSuccess })
    // It would expire by itself otherwise, and the site stand still.
    else own.mutate({ body: { ...body, expiresAt: null } }, { onSuccess })
  }
  return (
    <form className="form" aria-label="Key of the site" onSubmit={create}>
      <FaultOfActions actions={[own, ofTenant]} />
      <TextField label="Origin of the site" value={address} onChange={setAddress} placeholder="https://your.site" />
      <div className="form-actions">
        <button type="submit" className="button" disabled={!site || own.isPending || ofTenant.isPending}>
          Create its key
        </button>
      </div>
      <p className="small quiet">Anyone can read the key in the page: only pages of this origin may use it.</p>
    </form>
  )
}

const WithoutKeys = ({ tenantId }: { readonly tenantId: string }) => (
  <div>
    <p className="quiet">
      The key in a page is publishable and allows the origin of the site. Your key may not create one, for which it
      needs the scopes <code>{['keys:write', ...pageScopes].join(', ')}</code>. This command of an operator creates one
      and prints the finished tag:
    </p>
    <pre>npx -y pnpm@12 inkling tenants create-key {tenantId} --allow-origin https://your.site</pre>
  </div>
)
