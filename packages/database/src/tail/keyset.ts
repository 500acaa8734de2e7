/**
 * Reads a table page by page in the order of a key that each row holds. The next page is read while the caller works on
 * the one before. Ends after the first page that is not full.
 *
 * @param start A key before all others.
 * @param readPage Reads at most `pageRows` rows after a key.
 */
export async function* keysetPages<K, R extends K>(
  start: K,
  pageRows: number,
  readPage: (after: K, pageRows: number) => Promise<readonly R[]>,
): AsyncGenerator<readonly R[]> {
  let reading = readPage(start, pageRows)
  for (;;) {
    const rows = await reading
    const last = rows.length === pageRows ? rows.at(-1) : undefined
    if (last !== undefined) {
      reading = readPage(last, pageRows)
      // A caller that reads on gets the error of this read; a caller that stops here does not need it.
      reading.catch(() => {})
    }
    if (rows.length > 0) yield rows
    if (last === undefined) return
  }
}
