import type { SpeculationRules } from '@inkling/contracts'

/** Of all links, so that they fit into the header section of any proxy. */
const mostCharacters = 4_000

/** The pages of rules as the value of a header `Link` (RFC 8288), the most likely first; empty without any. */
export function earlyLinks({ prefetch, prerender }: SpeculationRules): string {
  let value = ''
  for (const url of [...prerender, ...prefetch].flatMap(({ urls }) => urls)) {
    const link = `<${asciiOf(url)}>; rel=prefetch`
    if (value.length + link.length > mostCharacters) break
    value += value ? `, ${link}` : link
  }
  return value
}

/** A header holds printable ASCII only, and a link ends at the first `>`. */
const asciiOf = (url: string) => url.toWellFormed().replace(/[^\x21-\x7e]|[<>"]/gu, encodeURIComponent)
