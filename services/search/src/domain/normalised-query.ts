const usualLength = 200

/** The form that queries share which differ in case, width and spaces alone; of a long one the beginning. */
export const normalisedQuery = (query: string, maxLength = usualLength): string =>
  query
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, maxLength)
    .toWellFormed()
