/** Stands for the site that we do not know; the name is reserved (RFC 6761). */
const site = 'https://site.invalid'

/**
 * Where an item's page is, as a browser may be told: an http(s) address, or a path of the site; undefined where there is no
 * page. An item without a url whose id is a path, as page views name them, is its own page.
 *
 * Urls and ids are opaque input. What comes out is as the URL parser writes it (WHATWG URL): ASCII without white space, control
 * characters, `"`, `<` and `>`, and a path stays on the site whichever that is.
 */
export function pageUrl(item: { readonly id: string; readonly url?: string }): string | undefined {
  const text = item.url ?? pathOf(item.id)
  const parsed = URL.parse(text, site)
  if (!parsed || parsed.username || parsed.password) return undefined
  if (/^https?:\/\//i.test(text)) return parsed.href
  const isOfSite = text.startsWith('/') && parsed.origin === site && !parsed.pathname.startsWith('//')
  return isOfSite ? parsed.pathname + parsed.search : undefined
}

/** Page views are named by decoded paths, in which `?`, `#` and `%` stand for themselves. */
const pathOf = (id: string) => id.toWellFormed().split('/').map(encodeURIComponent).join('/')
