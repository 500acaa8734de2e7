import { allows, useSession } from '../../data/session.ts'
import { useParam } from '../../data/use-param.ts'
import { Noisiest } from './noisiest.tsx'
import { OneTenant } from './one-tenant.tsx'
import { TenantList } from './tenant-list.tsx'

/** Who uses this installation. */
export default function Tenants() {
  const [tenant] = useParam('tenant')
  const { data: session } = useSession()
  return (
    <div className="page">
      {tenant && <OneTenant id={tenant} />}
      <TenantList />
      {allows(session, ['ops:read']) && <Noisiest />}
    </div>
  )
}
