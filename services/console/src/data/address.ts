/** Each value is a text; those that are empty are left out. */
export type View = Readonly<Record<string, string | undefined>>

/** A page with a view of it: `/traces?trace=…`. */
export function addressOf(path: string, view: View): string {
  const given = Object.entries(view).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`
}
