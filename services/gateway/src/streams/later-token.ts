import { decodeConsistencyToken } from '@inkling/service-kit'

/**
 * Of two Consistency-Tokens the one whose write is seen last: a reader that has seen it has seen the other one too. Of
 * two clusters it is the newer token's, because what another cluster has cannot be known.
 */
export function laterToken(known: string | undefined, added: string | undefined): string | undefined {
  if (known === undefined || added === undefined) return added ?? known
  const [before, after] = [decodeConsistencyToken(known), decodeConsistencyToken(added)]
  return before.cluster === after.cluster && before.transactionId > after.transactionId ? known : added
}
