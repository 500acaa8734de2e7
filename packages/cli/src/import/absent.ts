/** How databases, data frames, spreadsheets and logs write that there is no value. */
const absent = new Set(
  ['null', 'none', 'nan', 'nil', 'undefined', '-', '--', 'n/a', '#n/a', '<na>', '<null>', '(null)', '\\n'].flatMap(
    (word) => [word, word.toUpperCase(), (word[0] ?? '').toUpperCase() + word.slice(1)],
  ),
)
  .add('NaN')
  .add('NA')
const longestWord = 9

/** An id without blanks around it; empty if it stands for no value. */
export function idOf(text: string): string {
  const id = text.trim()
  return id.length <= longestWord && absent.has(id) ? '' : id
}
