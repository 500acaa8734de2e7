import { InvalidArgumentError } from 'commander'
import { eventColumns, itemColumns } from '../import/formats/columns.ts'

const fields = [...new Set([...Object.keys(eventColumns), ...Object.keys(itemColumns)])]

/** Reads `item=movieId,user=userId`. @throws InvalidArgumentError that names the fields that there are */
export function columnMapping(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair): [string, string] => {
    const at = pair.indexOf('=')
    const [field, column] = [pair.slice(0, Math.max(0, at)).trim(), pair.slice(at + 1).trim()]
    if (!fields.includes(field) || column === '')
      throw new InvalidArgumentError(
        `"${pair}" must be FIELD=COLUMN, such as item=movieId. The fields are ${fields.join(', ')}.`,
      )
    return [field, column]
  })
  return Object.fromEntries(pairs)
}

/** Reads names separated by commas. */
export function nameList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.some((name) => name === '')) throw new InvalidArgumentError('It must be names, separated by commas.')
  return names
}
