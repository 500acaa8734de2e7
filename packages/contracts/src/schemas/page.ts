import { type TSchema, Type } from 'typebox'
import { Text } from './text.ts'

export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'The size of the page' })),
  cursor: Type.Optional(
    Text(1000, 'The `page.nextCursor` of the page before; without it the list starts at its beginning'),
  ),
}

export const NextCursor = Type.Union([Type.String(), Type.Null()], {
  description: 'Send it as `cursor` to get the next page; null on the last page',
})

/** One page of a list, with a keyset cursor: rows that are added meanwhile repeat or hide no other row. */
export const Page = <T extends TSchema>(item: T) =>
  Type.Object(
    { data: Type.Array(item), page: Type.Object({ nextCursor: NextCursor, hasMore: Type.Boolean() }) },
    { description: 'One page of the list' },
  )
