const titleLength = 80

/** An item must have a title, but collections of documents often have documents without one. */
export function firstWords(text: string): string {
  const line = text
    .trim()
    .slice(0, 2 * titleLength)
    .replace(/\s+/g, ' ')
  if (line.length <= titleLength) return line
  const end = line.lastIndexOf(' ', titleLength)
  return `${line.slice(0, end > 0 ? end : titleLength).toWellFormed()}…`
}
