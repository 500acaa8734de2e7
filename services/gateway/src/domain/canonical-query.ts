/** The query of a request in a form that equal requests share: sorted. */
export function canonicalQuery(query: unknown): string {
  const pairs = Object.entries((query ?? {}) as Record<string, string | string[]>).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, each] as [string, string]),
  )
  return new URLSearchParams(pairs.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)))).toString()
}
