import { useState } from 'react'
import { allows, useSession } from '../../data/session.ts'
import { useAction } from '../../data/use-call.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { TextField } from '../../ui/fields.tsx'
import { Panel } from '../../ui/panel.tsx'
import { WatchEvents } from './watch-events.tsx'

/** What the key of a page needs: to record views and what became of predictions, and to predict. */
const pageScopes = ['events:write', 'predictions:read'] as const

/** The tag for a site, its key, and the first event of the site. */
export function Snippet() {
  const { data: session } = useSession()
  const [origin, setOrigin] = useState('')
  const create = useAction('createKey', ['listKeys'])
  const tenantId = session?.tenantId ?? ''
  const tag = `<script src="${location.origin}/inkling.js" data-key="${create.data?.key ?? 'ink_…'}" async></script>`
  const body = { name: `Pages of ${origin}`, scopes: [...pageScopes], allowedOrigins: [origin] }
  return (
    <Panel
      title="Put it on a site"
      note="The tag records the pages that a visitor opens, and prefetches those that come next"
      actions={<CopyButton text={tag} label="Copy the tag" />}
    >
      <div className="receipt">
        {allows(session, ['admin']) ? (
          <form className="form" onSubmit={(event) => event.preventDefault()}>
            <FaultOfActions actions={[create]} />
            <TextField label="Origin of the site" value={origin} onChange={setOrigin} placeholder="https://your.site" />
            <ActionButton label="Create its key" action={create} input={{ params: { id: tenantId }, body }} />
          </form>
        ) : (
          <div>
            <p className="quiet">
              The key in a page is publishable and allows the origin of the site. This command creates one and prints
              the finished tag:
            </p>
            <pre>npx -y pnpm@12 inkling tenants create-key {tenantId} --allow-origin https://your.site</pre>
          </div>
        )}
        <pre>{tag}</pre>
        {allows(session, ['learning:read']) && <WatchEvents />}
      </div>
    </Panel>
  )
}
