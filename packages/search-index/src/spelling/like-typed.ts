/** The word with the capitals of what was typed: all, the first, or none. */
export function likeTyped(typed: string, word: string): string {
  if (typed === typed.toLowerCase()) return word
  if (typed.length > 1 && typed === typed.toUpperCase()) return word.toUpperCase()
  const [first = ''] = word
  return first.toUpperCase() + word.slice(first.length)
}
