import { useParam } from '../../data/use-param.ts'
import { OneTenant } from './one-tenant.tsx'
import { TenantList } from './tenant-list.tsx'

/** Who uses this installation. */
export default function Tenants() {
  const [tenant] = useParam('tenant')
  return (
    <div className="page">
      {tenant && <OneTenant id={tenant} />}
      <TenantList />
    </div>
  )
}
