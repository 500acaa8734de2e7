import { allows, useSession } from '../../data/session.ts'
import { OwnKeys } from './own-keys.tsx'

/** The keys of the tenant that is signed in. */
export default function Keys() {
  const { data: session } = useSession()
  if (!session) return null
  return (
    <div className="page">
      <OwnKeys session={session} mayWrite={allows(session, ['keys:write'])} />
    </div>
  )
}
