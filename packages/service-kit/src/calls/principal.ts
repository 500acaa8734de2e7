import type { Scope } from '@inkling/contracts'

/** For whom a request is made. The tenant comes from the credential and from nowhere else. */
export interface Principal {
  readonly tenantId: string
  readonly keyId: string
  readonly scopes: readonly Scope[]
}
