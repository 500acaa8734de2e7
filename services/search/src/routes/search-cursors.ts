import { cursors } from '@inkling/service-kit'
import type { SearchPlace } from '../domain/find-items.ts'

/**
 * Signed cursors of one search of one tenant. The shown items are appended as they are: encoding them again would add a
 * third.
 */
export function searchCursors(secret: string, tenantId: string, search: string) {
  const beside = (shown: string) =>
    cursors<Omit<SearchPlace, 'shown'>>(secret, 'search', tenantId, `${search} ${shown}`)
  return {
    encode: ({ shown, ...place }: SearchPlace): string => `${beside(shown).encode(place)}.${shown}`,
    /** @throws InklingError validation_failed for a cursor of another search. */
    decode(cursor: string): SearchPlace {
      const [place = '', shown = ''] = cursor.split('.')
      return { ...beside(shown).decode(place), shown }
    },
  }
}
