/** Anyone can set the fields of an error to anything. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
