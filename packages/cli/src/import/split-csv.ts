import { parse } from 'csv-parse/sync'

/** The fields of a row (RFC 4180); undefined if its quotes are wrong. */
export function splitCsv(text: string): string[] | undefined {
  if (!text.includes('"')) return text.split(',')
  try {
    return (parse(text, { relax_column_count: true }) as string[][])[0]
  } catch {
    return undefined
  }
}
