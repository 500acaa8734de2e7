import { allows, useSession } from '../../data/session.ts'
import { Installation } from './installation.tsx'
import { OwnTenant } from './own-tenant.tsx'

/** Whether all is well: of the installation for its operators, of their own requests for its tenants. */
export default function Overview() {
  const { data: session } = useSession()
  return allows(session, ['ops:read']) ? <Installation /> : <OwnTenant />
}
