import { CliError } from '../cli-error.ts'
import { type JsonObject, parseJsonLine, textOf } from '../import/formats/json/json-line.ts'
import { openSource, readLines } from '../import/source.ts'

export type Fail = (problem: string) => never

/**
 * Visits each line of a file that is not blank. The file may be gzipped.
 *
 * @throws CliError if the file cannot be read. `fail` throws one that names the file and the line.
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

/** Reads the objects of a file of JSON lines. Each has an `id`, or an `_id` as in BEIR. */
export async function readRecords<T>(path: string, convert: (id: string, record: JsonObject) => T): Promise<T[]> {
  const records: T[] = []
  await forEachLine(path, (line, fail) => {
    const record = parseJsonLine(line) ?? fail('this is not a JSON object')
    const id = textOf(record.id ?? record._id)
    records.push(convert(id === '' ? fail('the object has no id') : id, record))
  })
  return records
}
