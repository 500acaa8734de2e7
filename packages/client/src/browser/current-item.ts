/**
 * The id of the page: its path, normalised as `inkling import` does with access logs, so that both give the same id.
 */
export function currentItem(): string {
  const path = location.pathname.replace(/\/{2,}/g, '/').replace(/\/index\.html?$/i, '/')
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
