const ASCII = /^[\0-\x7f]*$/
const ACCENTS = /([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu
const INVISIBLE = /[\u00ad\u200c\u200d]/g
/** Letters that Unicode does not decompose, although people type them without the stroke or ligature. */
const LETTERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
}
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g')

/**
 * Compatibility form (NFKC), lower case, without accents on Latin and Greek letters. Marks of other scripts stay:
 * there they are vowels (Devanagari) or make another letter (Cyrillic й). The result may be longer or shorter.
 */
export function fold(word: string): string {
  if (ASCII.test(word)) return word.toLowerCase()
  return word
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .toLowerCase()
    .normalize('NFD')
    .replace(ACCENTS, '$1')
    .normalize('NFC')
    .replace(LETTER, (letter) => LETTERS[letter] ?? letter)
}
