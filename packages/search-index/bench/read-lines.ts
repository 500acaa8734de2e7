import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

export interface Document {
  readonly id: string
  readonly title: string
  readonly text: string
}

export interface Query {
  readonly id: string
  readonly text: string
}

/** The lines of a file that are not empty; `.gz` is unpacked. */
export function readLines(file: string): string[] {
  const bytes = readFileSync(file)
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text.split('\n').filter((line) => line !== '')
}

export function readRecords<T extends Document | Query>(file: string): T[] {
  return readLines(file).map((line) => JSON.parse(line))
}
