import { parse } from 'csv-parse/sync'

/** The fields of a row (RFC 4180) with the given separator; undefined if its quotes are wrong. */
export function splitCsv(text: string, separator = ','): string[] | undefined {
  if (!text.includes('"')) return text.split(separator)
  try {
    const options = { delimiter: separator, relax_column_count: true, trim: true }
    return (parse(text, options) as string[][])[0]
  } catch {
    return undefined
  }
}
