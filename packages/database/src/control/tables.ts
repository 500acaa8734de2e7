import type { RestoreRules } from '../replace-tenant/restore-rules.ts'

/**
 * The tables of this schema that hold rows of tenants, children before parents. Tenants themselves are marked as
 * erased.
 */
export const controlTables = [
  'control.api_keys',
  'control.erasures',
  'control.pseudonym_keys',
  'control.token_issuers',
] as const

/**
 * A key that was revoked since stays revoked, an issuer that was deleted too, and who was erased is erased again. A
 * destroyed key of pseudonyms does not come back.
 */
export const controlRestores: RestoreRules = {
  'control.api_keys': 'leave',
  'control.erasures': 'leave',
  'control.pseudonym_keys': 'leave',
  'control.token_issuers': 'leave',
}
