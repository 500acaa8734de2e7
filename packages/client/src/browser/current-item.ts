/**
 * The id of the page: its path, normalised as `inkling import` does with access logs, so that both give the same id.
 * Encoded delimiters such as %2F, and bytes that are not UTF-8, stay encoded.
 */
export function currentItem(): string {
  return location.pathname
    .replace(/;(?:jsessionid|phpsessid|sessionid|sid)=[^/;]*/gi, '')
    .replace(/(?:%[0-9a-f]{2})+/gi, decodeRun)
    .replace(/\/{2,}/g, '/')
    .replace(/\/index\.html?$/i, '/')
}

function decodeRun(run: string): string {
  try {
    return decodeURI(run)
  } catch {
    return run.toUpperCase()
  }
}
