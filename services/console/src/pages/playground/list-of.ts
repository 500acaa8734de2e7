/** The ids of a field, which are separated by commas. */
export const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((id) => id.trim())
    .filter(Boolean)
