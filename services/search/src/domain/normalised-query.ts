const usualLength = 200

/** The form that is equal for queries that differ only in case, width and spaces. A long query is cut off. */
export const normalisedQuery = (query: string, maxLength = usualLength): string =>
  query
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, maxLength)
    .toWellFormed()
