import type { Scope } from '@inkling/contracts'

/** The caller for whom a request is made. The tenant always comes from the credential. */
export interface Principal {
  readonly tenantId: string
  readonly keyId: string
  readonly scopes: readonly Scope[]
  /** Names the network from which a key was used that pages have, so that what one sender does can be bounded. */
  readonly visitor?: string | undefined
  /** The only user for whom the credential speaks: that of a token. Undefined if it speaks for every user. */
  readonly userId?: string | undefined
  /** What every answer must meet beside the filter of its request: that of a token. */
  readonly filter?: string | undefined
}
