const boundary = /_+|(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=[\p{L}\p{M}])(?=\p{N})|(?<=\p{N})(?=\p{L})/u
/** A word of more parts is a hash or encoded data. */
const partsMax = 8

/** The parts of camelCase, snake_case and letter-digit words; none if the word has a single part. */
export function splitIdentifier(word: string): string[] {
  const parts = word.split(boundary).filter((part) => part !== '')
  return parts.length > 1 && parts.length <= partsMax ? parts : []
}
