/** Postgres stores no NUL, and UTF-8 has no lone surrogates: text with either would not come back as it was sent. */
export const isStorable = (text: string, maxBytes = Number.POSITIVE_INFINITY): boolean =>
  Buffer.byteLength(text) <= maxBytes && text.isWellFormed() && !text.includes('\0')
