/** The page by its path, decoded and tidied as `inkling import` does with access logs, so that both name a page alike. */
export function currentItem(): string {
  const path = location.pathname.replace(/\/{2,}/g, '/').replace(/\/index\.html?$/i, '/')
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
