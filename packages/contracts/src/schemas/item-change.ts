import { type Static, Type } from 'typebox'

/** A change of one item that a run of hygiene proposed. */
export const ItemChange = Type.Object(
  {
    itemId: Type.String({ description: 'The item that is changed' }),
    action: Type.Enum(['merge', 'archive'] as const, {
      description: 'merge makes its id an alias of the survivor; archive takes it out of search and predictions',
    }),
    survivorId: Type.Union([Type.String(), Type.Null()], {
      description: 'The item into which it is merged, which does not change; null for archive',
    }),
    similarity: Type.Union([Type.Number(), Type.Null()], {
      description: 'From 0 to 1, the share of words and of neighbouring words that both have; null if not compared',
    }),
    state: Type.Enum(['proposed', 'applied', 'refused', 'undone', 'kept'] as const, {
      description: `refused: an item had changed since, or the survivor had. kept: undoing left it applied, because the
item was changed, deleted or used since`,
    }),
  },
  { description: 'The change' },
)
export type ItemChange = Static<typeof ItemChange>
