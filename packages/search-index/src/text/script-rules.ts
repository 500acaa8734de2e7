const hangul = /^\p{sc=Hangul}+$/u
const arabic = /^\p{sc=Arabic}+$/u

/** Particles after a noun, longest first: subject, object, topic, place, means, and so on. */
const particles =
  `으로부터 에게서 에서는 에서도 으로는 으로도 로부터 까지는 에서 에게 께서 까지 부터 보다 처럼 만큼 마다 조차 마저
이나 이랑 이며 으로 하고 한테 에는 에도 과의 와의 은 는 이 가 을 를 의 에 와 과 도 만 로 나 랑`
    .split(/\s+/)
    .filter((particle) => particle !== '')
const arabicPrefixes = ['وال', 'بال', 'كال', 'فال', 'لل', 'ال']
const arabicAnd = 'و'
/** The first is the Persian plural before the word that it belongs to, as in کتاب‌های فارسی, Persian books. */
const arabicSuffixes = ['هاي', 'ها', 'ان', 'ات', 'ون', 'ين', 'يه', 'ه', 'ي']
const arabicMin = 2

/** The stem of a folded word of a script whose words change in the same way in any language; else the word itself. */
export function scriptStem(word: string): string {
  if (hangul.test(word)) return withoutParticle(word, 2)
  return arabic.test(word) ? arabicStem(word) : word
}

/**
 * What else a folded word is found by. Korean compounds have no spaces and nouns carry particles, so each two
 * neighbouring syllables are a word too, as in Lucene's CJK analyser, and a noun of one syllable without its particle.
 */
export function scriptForms(word: string): readonly string[] {
  if (!hangul.test(word) || word.length < 2) return []
  const noun = withoutParticle(word, 1)
  const pairs = word.length < 3 ? [] : Array.from({ length: word.length - 1 }, (_, at) => word.slice(at, at + 2))
  return noun.length === 1 ? [...pairs, noun] : pairs
}

function withoutParticle(word: string, shortest: number): string {
  const particle = particles.find((each) => word.endsWith(each) && word.length - each.length >= shortest)
  return particle === undefined ? word : word.slice(0, -particle.length)
}

/** Light stemming after Larkey, Ballesteros and Connell (light10, 2007): article, conjunction and endings. */
function arabicStem(word: string): string {
  const isLong = word.startsWith(arabicAnd) && word.length > arabicMin + 2 && !word.startsWith('وال')
  const open = isLong ? word.slice(1) : word
  const prefix = arabicPrefixes.find((each) => open.startsWith(each) && open.length - each.length >= arabicMin) ?? ''
  let stem = open.slice(prefix.length)
  for (const suffix of arabicSuffixes) {
    if (stem.endsWith(suffix) && stem.length - suffix.length >= arabicMin) stem = stem.slice(0, -suffix.length)
  }
  return stem
}
