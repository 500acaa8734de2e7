import { actingPhrases, actingVerbs, actingWords, commandNames, oneTimeNames } from './acting-words.ts'

const fileTypes = [
  ...['7z', 'apk', 'avi', 'bin', 'bz2', 'csv', 'deb', 'dmg', 'docx?', 'epub', 'exe', 'gz', 'ics', 'img', 'iso', 'jar'],
  ...['mov', 'mp3', 'mp4', 'msi', 'ods', 'odt', 'pdf', 'pkg', 'pptx?', 'rar', 'rpm', 'tar', 'tgz', 'torrent', 'wav'],
  ...['webm', 'xlsx?', 'xz', 'zip'],
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
  return (
    segments.some((segment) => file.test(segment) || isActing(segment)) || query.split(/[&;]/).some(isActingParameter)
  )
}

function isActing(segment: string): boolean {
  const words = wordsOf(segment)
  // A file type is no word of its own: `logout.php`, but `user.logout`.
  return actsBy(words) || actsBy(wordsOf(segment.replace(/\.\w{1,6}$/, '')))
}

function actsBy(words: readonly string[]): boolean {
  const isAt = (from: number) => (phrase: readonly string[]) => phrase.every((word, n) => words[from + n] === word)
  if (phrases.some((phrase) => isAt(0)(phrase) || isAt(words.length - phrase.length)(phrase))) return true
  if (words.length > 2) return false
  return [words[0] ?? '', words.at(-1) ?? ''].some((word) => foreignVerbs.has(word)) || verbs.has(words[0] ?? '')
}

function isActingParameter(parameter: string): boolean {
  const [name = '', value = ''] = parameter.split('=')
  const plainName = wordsOf(name).join('')
  if (oneTimeNames.has(plainName) || isActing(name)) return true
  return commandNames.has(plainName) && value.split('/').some(isActing)
}

/** The words in lower case, without accents and vowel signs, as full-width letters are without. */
function wordsOf(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
}

const phrases = actingPhrases.map(wordsOf)
const verbs = new Set(actingVerbs)
const foreignVerbs = new Set(actingWords.flatMap(wordsOf))

/** Ids of pages are decoded paths, so a query may be escaped as part of the path. */
function decoded(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}
