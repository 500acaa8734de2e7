/** In these scripts no spaces stand between words, so each character counts as one. */
const spaceless = String.raw`[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]`
const wordPattern = new RegExp(String.raw`${spaceless}|[[\p{L}\p{M}\p{N}]--${spaceless}]+`, 'gv')

/** The words of a text without case, punctuation, layout and compatibility forms. Texts with equal words are equal. */
export const wordsOf = (text: string): readonly string[] =>
  text.normalize('NFKC').toLowerCase().match(wordPattern) ?? []
