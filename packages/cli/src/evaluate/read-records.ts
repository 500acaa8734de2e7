import { CliError } from '../cli-error.ts'
import { type JsonObject, parseJsonLine, textOf } from '../import/json-line.ts'
import { openSource, readLines } from '../import/source.ts'

export type Fail = (problem: string) => never

/**
 * Visits the lines of a file that are not empty, gzipped or not.
 *
 * @throws CliError when the file cannot be read, and as `fail` with the line's number.
 */
export async function forEachLine(path: string, visit: (line: string, fail: Fail) => void): Promise<void> {
  const source = await openSource(path)
  let number = 0
  const fail: Fail = (problem) => {
    throw new CliError(`${path}, line ${number}: ${problem}.`)
  }
  for await (const { lines } of readLines(source)) {
    for (const line of lines) {
      number++
      if (line.trim() !== '') visit(line, fail)
    }
  }
}

/** The objects of JSON lines, each with an `id`, or `_id` as in BEIR. */
export async function readRecords<T>(path: string, convert: (id: string, record: JsonObject) => T): Promise<T[]> {
  const records: T[] = []
  await forEachLine(path, (line, fail) => {
    const record = parseJsonLine(line) ?? fail('no JSON object')
    const id = textOf(record.id ?? record._id)
    records.push(convert(id === '' ? fail('no id') : id, record))
  })
  return records
}
