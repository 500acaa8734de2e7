import type { BoundedTables } from '../retention/rule.ts'

export const controlBounded: BoundedTables = {
  'control.audit_log': 'it is the record of what was done, of some kB per act of a person, and outlives tenants',
  'control.audit_seals': 'one for a minute in which something was done',
  'control.api_keys': 'people make and revoke them',
  'control.erasures': 'one per user who was erased, without the id; what is brought back later is compared with it',
  'control.plans': 'one per plan that people changed',
  'control.pseudonym_keys': 'a tenant has one',
  'control.security_networks': 'people make and delete them, 1,000 at most; those that ended go when one is stored',
  'control.security_rules': 'people make and delete them, 100 at most',
  'control.token_issuers': 'people make and delete them',
  'control.tenants': 'people create them; the row of an erased tenant stays, so that its id is not given again',
}
