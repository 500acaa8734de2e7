import type { Converter } from '../src/import/converter.ts'
import type { SkipReason } from '../src/import/skip-reasons.ts'

/** The output of a converter for these lines: values, skipped lines with the reason, and notes. */
export function collect<T extends object>(converter: Converter<T>, lines: readonly string[]) {
  const values: T[] = []
  const skipped: [number, SkipReason][] = []
  const notes = new Set<string>()
  const output = {
    put: (line: number, result: T | SkipReason) => {
      if (typeof result === 'string') skipped.push([line, result])
      else values.push(result)
    },
    note: (text: string) => void notes.add(text),
  }
  for (const [index, line] of lines.entries()) converter.read(line, index + 1, output)
  converter.end(output)
  return { values, skipped, notes: [...notes] }
}
