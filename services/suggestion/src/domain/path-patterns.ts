/** A pattern of whole addresses of a site, with `*` for any text: `/account/*`. Matching takes linear time. */
function matches(pattern: string, text: string): boolean {
  const [start = '', ...parts] = pattern.split('*')
  const end = parts.pop()
  if (end === undefined) return text === start
  if (!text.startsWith(start)) return false
  let from = start.length
  for (const part of parts) {
    const found = text.indexOf(part, from)
    if (found < 0) return false
    from = found + part.length
  }
  return text.length - end.length >= from && text.endsWith(end)
}

/**
 * Returns whether the path of an address, with or without its query, fits one of the patterns. The address is compared
 * as it is written and decoded.
 * @param patterns Comma-separated: `/account/*, *print=1`.
 */
export function pathPatterns(patterns: string): (url: string) => boolean {
  const each = patterns.split(',').flatMap((one) => one.trim() || [])
  if (each.length === 0) return () => false
  return (url) => {
    const address = url.replace(/^https?:\/\/[^/]*/i, '')
    const forms = [address, decoded(address)].flatMap((form) => [form, form.replace(/\?.*/s, '')])
    return each.some((pattern) => forms.some((form) => matches(pattern, form)))
  }
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}
