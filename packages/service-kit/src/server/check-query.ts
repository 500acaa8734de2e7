import { InklingError } from '@inkling/errors'

/**
 * Checks that the escaped bytes of a query are UTF-8. The parser replaces others by U+FFFD, which would make one id of
 * two. A `%` that escapes nothing stays as it is.
 * @throws InklingError bad_request
 */
export function checkQuery(url: string): void {
  const from = url.indexOf('?')
  if (from < 0) return
  for (const [escaped] of url.slice(from).matchAll(/(?:%[0-9a-f]{2})+/gi)) {
    if (isUtf8(escaped)) continue
    throw new InklingError(
      'bad_request',
      `The query holds ${escaped.slice(0, 30)}, which is not UTF-8; encode it in UTF-8`,
    )
  }
}

function isUtf8(escaped: string): boolean {
  try {
    decodeURIComponent(escaped)
    return true
  } catch {
    return false
  }
}
