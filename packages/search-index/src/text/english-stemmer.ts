import { irregularStems, type SuffixRule, step2, step3, step4 } from './english-suffixes.ts'

/**
 * The English stemmer of the Snowball project ("Porter2", M. F. Porter,
 * https://snowballstem.org/algorithms/english/stemmer.html). Written here because the English stemmer of
 * @orama/stemmers stems "connection" to "connec" but "connect" to "connect".
 */

/** Where the regions R1 and R2 begin: after the first consonant that follows a vowel, and the same again from there. */
interface Regions {
  readonly first: number
  readonly second: number
}

const invariableSingular = /^(?:inning|outing|canning|herring|earring|proceed|exceed|succeed)$/
const fixedFirstRegion = /^(?:gener|commun|arsen)/
const regionPattern = /[aeiouy][^aeiouy]/g
const hasVowel = /[aeiouy]/
const double = /(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/
const shortSyllable = /(?:[^aeiouy][aeiouy][^aeiouywxY]|^[aeiouy][^aeiouy])$/

/** The stem of a folded English word; the stem need not be a word. */
export function stemEnglish(word: string): string {
  const irregular = irregularStems.get(word)
  if (irregular !== undefined || word.length <= 2) return irregular ?? word
  const marked = word.replace(/^y|(?<=[aeiouy])y/g, 'Y')
  const regions = regionsOf(marked)
  const singular = withoutPlural(marked)
  if (invariableSingular.test(singular)) return singular
  let stem = withoutInflection(singular, regions).replace(/(?<=.[^aeiouy])[yY]$/, 'i')
  stem = applied(step2, stem, regions.first)
  stem = withoutAtive(applied(step3, stem, regions.first), regions)
  stem = applied(step4, stem, regions.second)
  return withoutFinal(stem, regions).toLowerCase()
}

function regionsOf(word: string): Regions {
  const first = fixedFirstRegion.exec(word)?.[0].length ?? regionAfter(word, 0)
  return { first, second: regionAfter(word, first) }
}

function regionAfter(word: string, from: number): number {
  regionPattern.lastIndex = from
  return regionPattern.test(word) ? regionPattern.lastIndex : word.length
}

/** Step 1a. */
function withoutPlural(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2)
  if (/ie[ds]$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1)
  return /[aeiouy].+(?<![us])s$/.test(word) ? word.slice(0, -1) : word
}

/** Step 1b. */
function withoutInflection(word: string, { first }: Regions): string {
  const [agreed] = /eed(?:ly)?$/.exec(word) ?? []
  if (agreed !== undefined) {
    const start = word.length - agreed.length
    return start >= first ? `${word.slice(0, start)}ee` : word
  }
  const stem = word.replace(/(?:ed|ing)(?:ly)?$/, '')
  if (stem === word || !hasVowel.test(stem)) return word
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`
  if (double.test(stem)) return stem.slice(0, -1)
  return first >= stem.length && shortSyllable.test(stem) ? `${stem}e` : stem
}

/** Replaces the longest suffix that the word ends in, if it lies within the region. */
function applied(rules: readonly SuffixRule[], word: string, region: number): string {
  const rule = rules.find(([suffix]) => word.endsWith(suffix))
  if (rule === undefined) return word
  const [suffix, replacement, before] = rule
  const stem = word.slice(0, -suffix.length)
  return stem.length >= region && (before?.test(stem) ?? true) ? stem + replacement : word
}

/** The one suffix of step 3 that belongs to the second region. */
function withoutAtive(word: string, { second }: Regions): string {
  return word.endsWith('ative') && word.length - 5 >= second ? word.slice(0, -5) : word
}

/** Step 5. */
function withoutFinal(word: string, { first, second }: Regions): string {
  const stem = word.slice(0, -1)
  if (word.endsWith('e')) {
    return stem.length >= second || (stem.length >= first && !shortSyllable.test(stem)) ? stem : word
  }
  return word.endsWith('ll') && stem.length >= second ? stem : word
}
