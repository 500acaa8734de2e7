/** First words of a path segment that act whatever follows: `delete-account`, `sign_out.php`, `addToCart`. */
const acting = [
  ...['log out', 'logout', 'log off', 'logoff', 'sign out', 'signout', 'sign off', 'signoff', 'opt out', 'optout'],
  ...['add to', 'addto', 'buy now', 'buynow', 'delete', 'remove', 'destroy', 'unsubscribe', 'unfollow', 'download'],
  ...['abmelden', 'ausloggen', 'deconnexion', 'desconectar', 'cerrar sesion', 'uitloggen'],
].map((words) => words.split(' '))

/** Words that act if they are a whole segment, or name or are the value of a query parameter: `/cart/add`, `?add=12`. */
const alone = new Set(
  [
    ...['accept', 'activate', 'add', 'approve', 'cancel', 'clear', 'confirm', 'deactivate', 'decline', 'disable'],
    ...['downvote', 'empty', 'enable', 'export', 'follow', 'like', 'pay', 'purchase', 'reject', 'reset', 'revoke'],
    ...['subscribe', 'unlike', 'upvote', 'verify', 'vote'],
  ].map(String),
)
/** Query parameters whose value says what to do. */
const commands = new Set(['action', 'act', 'cmd', 'command', 'do', 'event', 'method', 'op', 'operation', 'task'])
const file =
  /\.(?:7z|apk|bin|bz2|csv|deb|dmg|docx?|exe|gz|ics|img|iso|jar|msi|pkg|pptx?|rar|rpm|tar|tgz|xlsx?|xz|zip)$/i

/**
 * Whether opening a page may do something: sign out, change a basket, delete, download. Only its address is known, so
 * the words of path and query decide, in doubt against the page: it is then only loaded later.
 */
export function isAction(url: string): boolean {
  const [path = '', query = ''] = decoded(url)
    .replace(/^https?:\/\/[^/]*/i, '')
    .split(/\?(.*)/s)
  const segments = path.split(/[/;]/)
  return file.test(path) || segments.some(isActing) || query.split(/[&;]/).some(isActingParameter)
}

function isActing(segment: string): boolean {
  const words = wordsOf(segment.replace(/\.\w{1,5}$/, ''))
  const begins = (start: readonly string[]) => start.every((word, n) => words[n] === word)
  return acting.some(begins) || (words.length === 1 && alone.has(words[0] ?? ''))
}

function isActingParameter(parameter: string): boolean {
  const [name = '', value = ''] = parameter.split('=')
  return isActing(name) || (commands.has(name.toLowerCase()) && isActing(value))
}

const wordsOf = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)

/** Ids of pages are decoded paths, so a query may be escaped as part of the path. */
function decoded(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}
