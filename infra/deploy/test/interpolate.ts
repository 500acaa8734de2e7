type Values = Readonly<Record<string, string>>

/**
 * Replaces variables as compose does: `${NAME}`, `${NAME:-default}`, `${NAME:?error}` and `${NAME:+instead}`; default
 * and replacement may hold variables.
 * @throws Error of compose, if a variable is needed and empty
 */
export function interpolate(text: string, values: Values): string {
  const start = text.indexOf('${')
  if (start < 0) return text
  const end = endOf(text, start + 2)
  const [, name = '', operator, word = ''] = /^(\w+)(?::([-?+]))?(.*)$/s.exec(text.slice(start + 2, end)) ?? []
  return text.slice(0, start) + valueFor(name, operator, word, values) + interpolate(text.slice(end + 1), values)
}

function valueFor(name: string, operator: string | undefined, word: string, values: Values): string {
  const value = values[name] ?? ''
  if (operator === '+') return value === '' ? '' : interpolate(word, values)
  if (value !== '') return value
  if (operator === '?') throw new Error(`required variable ${name} is missing a value: ${word}`)
  return operator === '-' ? interpolate(word, values) : ''
}

/** Where the brace closes that was opened before `from`. */
function endOf(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text.startsWith('${', at)) depth++
    else if (text[at] === '}') depth--
    if (depth === 0) return at
  }
  throw new Error(`a brace is not closed in ${text}`)
}
