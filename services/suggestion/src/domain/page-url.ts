/** Stands for the unknown site; the name is reserved (RFC 6761). */
const site = 'https://site.invalid'

/**
 * The URL of an item's page, as a browser may get it: an http(s) URL or a path of the site; undefined if the item has
 * no page. An item without a url whose id is a path, as page views name them, is its own page.
 *
 * Urls and ids are opaque input. The result is as the URL parser writes it (WHATWG URL): ASCII without white space,
 * control characters, `"`, `<` and `>`. A path never leaves the site.
 */
export function pageUrl(item: { readonly id: string; readonly url?: string }): string | undefined {
  const text = item.url ?? pathOf(item.id)
  const parsed = URL.parse(text, site)
  if (!parsed || parsed.username || parsed.password || unsafe.test(parsed.href)) return undefined
  if (/^https?:\/\//i.test(text)) return parsed.href
  const isOfSite = text.startsWith('/') && parsed.origin === site && !parsed.pathname.startsWith('//')
  return isOfSite ? parsed.pathname + parsed.search : undefined
}

/** The parser escapes these everywhere but in a host, where a quotation mark may stand. */
const unsafe = /["<>]/

/**
 * Page views are named by decoded paths in which delimiters such as `%2F` stay encoded, with the parameters that name a
 * page. So `?` begins a query, and `%` before two hex digits is an encoded byte. The parser would read the others as
 * the end, a delimiter or nothing.
 */
const pathOf = (id: string) => id.toWellFormed().replace(/%(?![0-9a-f]{2})|[\s\\#\p{Cc}]/giu, encodeURIComponent)
