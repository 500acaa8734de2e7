const columns = 120
const comment = /^\s*(\/\/|\/\*|\*|#|--|;;)/
const quoted = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g
const backtick = /(?<!\\)`/g
/** A table, or one word that cannot wrap, such as a link. */
const cannotWrap = /^\s*\||^\s*([-*>]\s+)?\S+$/

/**
 * Numbers of the lines that have more than 120 columns and could be shorter. Exempt are lines that cannot be broken:
 * code that is long by a text in quotes, a row of a Markdown table, a Markdown line of one word (a link), and fenced
 * blocks.
 */
export function longLines(file: string, text: string): number[] {
  const lines = text.split('\n')
  if (file.endsWith('.md')) return longProse(lines)
  return /\.(ts|mjs)$/.test(file) ? longCode(lines) : numbersOf(lines, isLong)
}

const isLong = (line: string) => [...line].length > columns

function longProse(lines: readonly string[]): number[] {
  let isFenced = false
  return numbersOf(lines, (line) => {
    if (/^\s*(```|~~~)/.test(line)) isFenced = !isFenced
    return isLong(line) && !isFenced && !cannotWrap.test(line)
  })
}

/** The formatter breaks code, but no quoted text. A template literal, SQL above all, is broken by hand. */
function longCode(lines: readonly string[]): number[] {
  let isTemplate = false
  return numbersOf(lines, (line) => {
    if (!isTemplate && comment.test(line)) return isLong(line)
    const unquoted = line.replaceAll(quoted, "''")
    const code = isTemplate ? line : unquoted.replace(/\s\/\/ .*/, '')
    const backticks = code.match(backtick)?.length ?? 0
    const isExempt = !isTemplate && backticks === 0 && unquoted.length <= columns
    if (backticks % 2 === 1) isTemplate = !isTemplate
    return isLong(line) && !isExempt
  })
}

const numbersOf = (lines: readonly string[], test: (line: string) => boolean) =>
  lines.flatMap((line, index) => (test(line) ? [index + 1] : []))
