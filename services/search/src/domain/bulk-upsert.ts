import type { ItemLine } from '@inkling/contracts'
import type { FieldError } from '@inkling/errors'

type Line =
  | { readonly index: number; readonly value: ItemLine }
  | { readonly index: number; readonly fault: FieldError; readonly given: unknown }

export interface LineResult {
  readonly index: number
  readonly id: string | null
  readonly status: number
  readonly error?: FieldError
}

/** If several lines have one id, the last one counts, as if they were sent one after another. */
export function distinctItems(lines: readonly Line[]): ItemLine[] {
  const byId = new Map(lines.flatMap((line) => ('value' in line ? [[line.value.id, line.value]] : [])))
  return [...byId.values()]
}

/** A result for every line. `created` holds the ids that were new, `refused` the ones that could not be stored. */
export function lineResults(
  lines: readonly Line[],
  created: ReadonlySet<string>,
  refused: ReadonlyMap<string, FieldError>,
): LineResult[] {
  const unclaimed = new Set(created)
  return lines.map((line) => {
    if ('fault' in line) return { index: line.index, id: idOf(line.given), status: 422, error: line.fault }
    const { id } = line.value
    const error = refused.get(id)
    if (error) return { index: line.index, id, status: 422, error }
    return { index: line.index, id, status: unclaimed.delete(id) ? 201 : 200 }
  })
}

/** The id of a faulty line, if it has one that a caller can recognise. */
function idOf(line: unknown): string | null {
  const id = typeof line === 'object' && line !== null && 'id' in line ? line.id : null
  return typeof id === 'string' ? id : null
}
