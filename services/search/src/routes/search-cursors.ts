import { cursors } from '@inkling/service-kit'
import type { SearchPlace } from '../domain/find-items.ts'

/** Signed cursors of one search. What was shown stands beside the rest as it is: encoded once more it would be a third longer. */
export function searchCursors(secret: string, search: string) {
  const beside = (shown: string) => cursors<Omit<SearchPlace, 'shown'>>(secret, `${search} ${shown}`)
  return {
    encode: ({ shown, ...place }: SearchPlace): string => `${beside(shown).encode(place)}.${shown}`,
    /** @throws InklingError validation_failed for a cursor that this search did not give. */
    decode(cursor: string): SearchPlace {
      const [place = '', shown = ''] = cursor.split('.')
      return { ...beside(shown).decode(place), shown }
    },
  }
}
