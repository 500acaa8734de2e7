/** Words that act at the beginning or the end of a path segment: `delete-account`, `user_logout.php`, `addToCart`. */
const acting = [
  ...['log out', 'logout', 'log off', 'logoff', 'sign out', 'signout', 'sign off', 'signoff', 'opt out', 'optout'],
  ...['add to', 'addto', 'buy now', 'buynow', 'delete', 'remove', 'destroy', 'unsubscribe', 'unfollow', 'download'],
  ...['abmelden', 'ausloggen', 'deconnexion', 'desconectar', 'cerrar sesion', 'uitloggen'],
].map((words) => words.split(' '))

/** Verbs that act if they begin a segment of at most two words, or name a query parameter: `/cart/add`, `?add=12`. */
const verbs = new Set([
  ...['accept', 'activate', 'add', 'approve', 'ban', 'block', 'cancel', 'claim', 'clear', 'confirm', 'deactivate'],
  ...['decline', 'disable', 'downvote', 'empty', 'enable', 'export', 'follow', 'install', 'invite', 'like', 'pay'],
  ...['purchase', 'redeem', 'refund', 'reject', 'renew', 'reset', 'restore', 'revoke', 'send', 'submit', 'subscribe'],
  ...['terminate', 'toggle', 'undo', 'uninstall', 'unlike', 'update', 'upvote', 'verify', 'vote'],
])
/** Query parameters whose value says what to do. */
const commands = new Set(['action', 'act', 'cmd', 'command', 'do', 'event', 'method', 'op', 'operation', 'task'])
const fileTypes = [
  ...['7z', 'apk', 'avi', 'bin', 'bz2', 'csv', 'deb', 'dmg', 'docx?', 'epub', 'exe', 'gz', 'ics', 'img', 'iso', 'jar'],
  ...['mov', 'mp3', 'mp4', 'msi', 'ods', 'odt', 'pdf', 'pkg', 'pptx?', 'rar', 'rpm', 'tar', 'tgz', 'wav', 'webm'],
  ...['xlsx?', 'xz', 'zip'],
]
const file = new RegExp(`\\.(?:${fileTypes.join('|')})$`, 'i')

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
  const isAt = (from: number) => (action: readonly string[]) => action.every((word, n) => words[from + n] === word)
  const isAtEdge = (action: readonly string[]) => isAt(0)(action) || isAt(words.length - action.length)(action)
  return acting.some(isAtEdge) || (words.length <= 2 && verbs.has(words[0] ?? ''))
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
