import type { BoundedTables } from '../retention/rule.ts'

export const controlBounded: BoundedTables = {
  'control.api_keys': 'people make and revoke them',
  'control.tenants': 'people create them; the row of an erased tenant stays, so that its id is not given again',
}
