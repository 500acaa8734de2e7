import { InklingError } from '@inkling/errors'
import { seal, unseal } from './sealed.ts'

/** Signed keyset cursors of one list; `list` names it and the tenant. */
export function cursors<K>(secret: string, list: string) {
  return {
    encode: (key: K): string => seal(secret, `cursor ${list}`, key),
    /** @throws InklingError validation_failed for a cursor that this list did not give. */
    decode(cursor: string): K {
      const key = unseal(secret, `cursor ${list}`, cursor)
      if (key !== undefined) return key as K
      const detail = 'Send page.nextCursor of the page before, unchanged, or leave it out'
      throw new InklingError('validation_failed', 'The cursor is not one of this list', {
        errors: [{ pointer: '/cursor', code: 'cursor', detail }],
      })
    },
  }
}
