import { InklingError } from '@inkling/errors'
import { seal, unseal } from './sealed.ts'

/**
 * Signed keyset cursors of one list of one tenant, or of operators: a cursor is worth nothing in any other list.
 *
 * @param tenantId '' for a list over all tenants, which only operators read
 * @param of which list it is if a tenant has several of the name
 */
export function cursors<K>(secret: string, list: string, tenantId: string, of?: string) {
  const purpose = `cursor ${list} ${tenantId}${of === undefined ? '' : ` ${of}`}`
  const encode = (key: K): string => seal(secret, purpose, key)
  return {
    encode,
    /** @throws InklingError validation_failed for a cursor that this list did not give. */
    decode(cursor: string): K {
      const key = unseal(secret, purpose, cursor)
      if (key !== undefined) return key as K
      const detail = 'Send page.nextCursor of the previous page unchanged, or leave the cursor out'
      throw new InklingError('validation_failed', 'The cursor does not belong to this list', {
        errors: [{ pointer: '/cursor', code: 'cursor', detail }],
      })
    },
    /** A page of at most `limit` rows. `found` holds up to one row more, which tells whether there is a next page. */
    page<T>(found: readonly T[], limit: number, keyOf: (last: T) => K) {
      const data = found.slice(0, limit)
      const last = data.at(-1)
      const hasMore = found.length > limit
      return { data, page: { nextCursor: hasMore && last !== undefined ? encode(keyOf(last)) : null, hasMore } }
    },
  }
}
