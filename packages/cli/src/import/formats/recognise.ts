import { CliError } from '../../cli-error.ts'
import type { FormatOptions, Reading, Sample } from './format.ts'
import { formats } from './formats.ts'
import { nameContent } from './name-content.ts'

/**
 * Recognises the format of a file from its first lines; the name of the file does not matter.
 *
 * @throws CliError that names what the file seems to be and what to do, if Inkling cannot read it so; it is an
 *   `UnknownFormat` if that depends on the names of columns
 */
export function recognise(source: Sample, options: FormatOptions): Reading {
  if (source.sample.every((line) => line.trim() === '')) throw new CliError(`${source.name} is empty.`)
  for (const format of formats) {
    const reading = format.recognise(source, options)
    if (reading) return reading
  }
  throw nameContent(source, options)
}
