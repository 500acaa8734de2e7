import type { Answer } from '../../data/use-call.ts'

type ErrorGroup = Answer<'listErrors'>['data'][number]

/** Errors that read the same, such as of two services or of two places of the code. */
export interface SameErrors {
  readonly title: string
  /** The newest of them. */
  readonly newest: ErrorGroup
  readonly services: readonly string[]
  readonly count: number
  /** When the first of them was seen. */
  readonly firstAt: string
  /** Finds them among all errors. */
  readonly filter: string
}

/** Each title once, the newest first. */
export const errorsByTitle = (errors: readonly ErrorGroup[]): readonly SameErrors[] =>
  [...Map.groupBy(errors, ({ code, route }) => `${code} in ${route}`)]
    .flatMap(([title, all]) => sameErrors(title, all))
    .toSorted((a, b) => Date.parse(b.newest.lastAt) - Date.parse(a.newest.lastAt))

function sameErrors(title: string, all: readonly ErrorGroup[]): SameErrors[] {
  const [newest, ...others] = all.toSorted((a, b) => Date.parse(b.lastAt) - Date.parse(a.lastAt))
  if (!newest) return []
  return [
    {
      title,
      newest,
      services: [...new Set(all.map(({ service }) => service))],
      count: all.reduce((sum, { count }) => sum + count, 0),
      firstAt: all.map(({ firstAt }) => firstAt).reduce((a, b) => (Date.parse(a) < Date.parse(b) ? a : b)),
      filter: others.length === 0 ? newest.id : newest.code,
    },
  ]
}
