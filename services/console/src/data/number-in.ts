interface Range {
  readonly min: number
  readonly max?: number
  readonly isWhole?: boolean
}

/** A number that was typed, or what is wrong with it. Both are undefined if nothing was typed. */
export interface TypedNumber {
  readonly value?: number
  readonly error?: string
}

/** Reads a number within a range, which is whole unless told otherwise. */
export function numberIn(text: string, { min, max, isWhole = true }: Range): TypedNumber {
  if (text.trim() === '') return {}
  const value = Number(text)
  const isNumber = isWhole ? Number.isSafeInteger(value) : Number.isFinite(value)
  if (isNumber && value >= min && value <= (max ?? value)) return { value }
  const range = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`
  return { error: `${text} is not valid: it must be a ${isWhole ? 'whole ' : ''}number ${range}` }
}
