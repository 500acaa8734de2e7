/** A page of at most `limit` from one row more than that, which tells whether there is a next page. */
export function keysetPage<T>(found: readonly T[], limit: number, cursorOf: (last: T) => string) {
  const data = found.slice(0, limit)
  const last = data.at(-1)
  const hasMore = found.length > limit
  return { data, page: { nextCursor: hasMore && last !== undefined ? cursorOf(last) : null, hasMore } }
}
