/**
 * The page of a request: the path without query and fragment, percent-decoded, without repeated slashes, session
 * parameters and index.html at its end, and with the parameters of the query that name a page. Bytes that are not
 * UTF-8, and encoded delimiters such as %2F, stay encoded. Empty if the target is no path, as in `OPTIONS *`.
 */
export function pageOf(target: string, params: readonly string[] = []): string {
  const [whole = '', query = ''] = splitQuery(target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/#.*$/s, ''))
  const path = whole.replace(sessionParam, '')
  if (!path.startsWith('/') || /%00/.test(path)) return ''
  const page = decode(percentEncoded(path))
    .replace(/\/{2,}/g, '/')
    .replace(/\/index\.html?$/i, '/')
  return page + keptQuery(query, params)
}

function splitQuery(target: string): [path: string, query: string] {
  const at = target.indexOf('?')
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)]
}

const sessionParam = /;(?:jsessionid|phpsessid|sessionid|sid)=[^/;?#]*/gi

/** The parameters that name a page, in the order of the option, so that their order in the address does not matter. */
function keptQuery(query: string, params: readonly string[]): string {
  if (params.length === 0 || query === '') return ''
  const all = new URLSearchParams(query)
  const kept = params.flatMap((name) => all.getAll(name).map((value): [string, string] => [name, value]))
  return kept.length > 0 ? `?${new URLSearchParams(kept)}` : ''
}

/** Servers escape bytes as \\xC3, and bytes that are not UTF-8 are read as lone surrogates. */
function percentEncoded(path: string): string {
  const escaped = path.replace(/\\x([0-9a-f]{2})/gi, '%$1').replaceAll('\\"', '"')
  if (escaped.isWellFormed()) return escaped
  return escaped.replace(
    /[\uDC80-\uDCFF](?<![\uD800-\uDBFF].)/g,
    (byte) => `%${(byte.charCodeAt(0) - 0xdc00).toString(16)}`,
  )
}

/** Decodes runs of encoded bytes that are UTF-8. Others keep their form, with capital digits. */
function decode(path: string): string {
  if (!path.includes('%')) return path
  return path.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURI(run)
    } catch {
      return run.toUpperCase()
    }
  })
}

const assetExtensions = [
  'css|js|mjs|map|json|webmanifest|xml|rss|atom|wasm|swf|class|jar',
  'png|jpe?g|gif|svgz?|ico|webp|avif|bmp|tiff?|woff2?|ttf|otf|eot',
  'mp[34]|m4[av]|webm|og[agv]|wav|flac|aac|avi|mov|mkv|m3u8',
].join('|')
const asset = new RegExp(String.raw`\.(?:${assetExtensions})$`, 'i')
const machineFile = /\/(?:robots|ads|humans|security)\.txt$|\/favicon|\/apple-touch-icon|^\/\.well-known\//i

/** Whether a browser or a machine loads it on its own, so that no person chose it. */
export const isAsset = (page: string) => asset.test(page) || machineFile.test(page)
