const words = ['null', 'none', 'nan', 'nil', 'undefined', '-', '--', 'n/a', '#n/a', '<na>', '<null>', '(null)', '\\n']

const capitalised = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1)

/** How databases, data frames, spreadsheets and logs write that there is no value. */
const absent = new Set(['NaN', 'NA', ...words.flatMap((word) => [word, word.toUpperCase(), capitalised(word)])])
const longestWord = Math.max(...words.map(({ length }) => length))
const firstCharacters = new Set([...absent].map((word) => word.charCodeAt(0)))
const blank = 0x20
const noBreakSpace = 0xa0

/** Trims only what has blanks at an end, because most fields have none and imports have millions. */
export function trimmed(text: string): string {
  const first = text.charCodeAt(0)
  const last = text.charCodeAt(text.length - 1)
  return first <= blank || last <= blank || first >= noBreakSpace || last >= noBreakSpace ? text.trim() : text
}

/** An id without blanks around it; empty if it stands for no value. */
export function idOf(text: string): string {
  if (text === '') return text
  const id = trimmed(text)
  return id.length <= longestWord && firstCharacters.has(id.charCodeAt(0)) && absent.has(id) ? '' : id
}
