import { parse } from 'csv-parse/sync'

/** The fields of a row (RFC 4180) with the given separator; undefined if its quotes are wrong. */
export function splitCsv(text: string, separator = ','): string[] | undefined {
  if (!hasQuotes(text, separator)) return text.split(separator)
  try {
    const options = { delimiter: separator, relax_column_count: true, trim: true }
    return (parse(text, options) as string[][])[0]
  } catch {
    return undefined
  }
}

/**
 * Whether fields are quoted. Texts separated by tabs often hold quotes as they are, so a quote must begin a field
 * there.
 */
export function hasQuotes(text: string, separator: string): boolean {
  if (!text.includes('"')) return false
  return separator !== '\t' || text.startsWith('"') || text.includes('\t"')
}
