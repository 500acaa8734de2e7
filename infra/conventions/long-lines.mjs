const columns = 120
const comment = /^\s*(\/\/|\/\*|\*|#|--|;;)/
const quoted = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g
const backtick = /(?<!\\)`/g
/** A table, or one word that cannot wrap, such as a link. */
const cannotWrap = /^\s*\||^\s*([-*>]\s+)?\S+$/

const isLong = (line) => [...line].length > columns

/** Numbers of the lines that are too long and could be shorter. */
export function longLines(file, text) {
  const lines = text.split('\n')
  if (file.endsWith('.md')) return longProse(lines)
  return /\.(ts|mjs)$/.test(file) ? longCode(lines) : numbersOf(lines, isLong)
}

function longProse(lines) {
  let isFenced = false
  return numbersOf(lines, (line) => {
    if (/^\s*(```|~~~)/.test(line)) isFenced = !isFenced
    return isLong(line) && !isFenced && !cannotWrap.test(line)
  })
}

/** The formatter breaks code, but no quoted text. A template literal, SQL above all, is broken by hand. */
function longCode(lines) {
  let isTemplate = false
  return numbersOf(lines, (line) => {
    if (!isTemplate && comment.test(line)) return isLong(line)
    const code = isTemplate ? line : line.replaceAll(quoted, "''").replace(/\s\/\/ .*/, '')
    const backticks = code.match(backtick)?.length ?? 0
    const isPlain = !isTemplate && backticks === 0
    if (backticks % 2 === 1) isTemplate = !isTemplate
    const isExempt = isPlain && code.length <= columns && line.replaceAll(quoted, "''").length <= columns
    return isLong(line) && !isExempt
  })
}

const numbersOf = (lines, test) => lines.flatMap((line, index) => (test(line) ? [index + 1] : []))
