/**
 * The page of a request: the path without query and fragment, percent-decoded, without repeated slashes and without
 * index.html at its end. Empty if the target is no path, as in `OPTIONS *`.
 */
export function pageOf(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '')
  if (!path.startsWith('/')) return ''
  return decode(path)
    .replace(/\/{2,}/g, '/')
    .replace(/\/index\.html?$/i, '/')
}

function decode(path: string): string {
  if (!path.includes('%')) return path
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
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
