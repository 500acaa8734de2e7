const ascii = /^[\0-\x7f]*$/
const accents = /([\p{sc=Latin}\p{sc=Greek}\p{sc=Arabic}\p{sc=Hebrew}])\p{M}+/gu
/** Soft hyphens and joiners; of emoji, the variant and the tone of skin; the Arabic elongation. */
const invisible = /\u200d|[\u00ad\u200c\u0640]|[\ufe0e\ufe0f]|[\u{1f3fb}-\u{1f3ff}]/gu
/**
 * Letters that Unicode does not decompose, although people type them without the stroke or ligature, and Arabic letters
 * that are written in two ways.
 */
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
  ['ى', 'ي'],
  ['ی', 'ي'],
  ['ة', 'ه'],
  ['ک', 'ك'],
])
const letterPattern = new RegExp(`[${[...letters.keys()].join('')}]`, 'g')

/** The letters that are folded to each text: ß to ss, ø to o. */
export const unfolded: ReadonlyMap<string, readonly string[]> = Map.groupBy(
  letters.keys(),
  (letter) => letters.get(letter) ?? letter,
)

/**
 * Compatibility form (NFKC), lower case, without accents on Latin and Greek letters and vowel signs on Arabic and
 * Hebrew ones. Marks of other scripts stay: there they are vowels (Devanagari) or make another letter (Cyrillic й). The
 * result may be longer or shorter.
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
