const ascii = /^[\0-\x7f]*$/
const accents = /([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu
const invisible = /[\u00ad\u200c\u200d]/g
/** Letters that Unicode does not decompose, although people type them without the stroke or ligature. */
const letters = new Map([
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['ł', 'l'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['þ', 'th'],
  ['ı', 'i'],
  ['ς', 'σ'],
])
const letterPattern = new RegExp(`[${[...letters.keys()].join('')}]`, 'g')

/**
 * Compatibility form (NFKC), lower case, without accents on Latin and Greek letters. Marks of other scripts stay:
 * there they are vowels (Devanagari) or make another letter (Cyrillic й). The result may be longer or shorter.
 */
export function fold(word: string): string {
  if (ascii.test(word)) return word.toLowerCase()
  return word
    .normalize('NFKC')
    .replace(invisible, '')
    .toLowerCase()
    .normalize('NFD')
    .replace(accents, '$1')
    .normalize('NFC')
    .replace(letterPattern, (letter) => letters.get(letter) ?? letter)
}
