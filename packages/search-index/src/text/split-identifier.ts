const BOUNDARY = /_+|(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=[\p{L}\p{M}])(?=\p{N})|(?<=\p{N})(?=\p{L})/u
/** More parts than a name has: a hash or encoded bytes, whose pieces mean nothing. */
const PARTS_MAX = 8

/** The parts of camelCase, snake_case and letter-digit words; none when the word is of one piece. */
export function splitIdentifier(word: string): string[] {
  const parts = word.split(BOUNDARY).filter((part) => part !== '')
  return parts.length > 1 && parts.length <= PARTS_MAX ? parts : []
}
