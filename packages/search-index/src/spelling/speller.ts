import { quotedPattern } from '../query/phrases.ts'
import { fold } from '../text/fold.ts'
import { forEachWord } from '../text/words.ts'
import { asTyped, type Candidate, candidates, compareCandidates } from './candidates.ts'
import { bestInContext } from './in-context.ts'
import { documentsHolding, type SpellingSource } from './spelling-source.ts'
import { isCorrectable, withCaseOf } from './word-shape.ts'

export interface Change {
  /** As typed: a word, or two that are one word. */
  readonly from: string
  readonly to: string
}

export interface Correction {
  /** The query with the changes; everything else is as typed. */
  readonly corrected: string
  /** In the order of the query. At least one. */
  readonly changes: readonly Change[]
}

interface CorrectOptions {
  /** The last word may be unfinished, if nothing follows it: it is not corrected while a word begins so. */
  readonly prefix?: boolean | undefined
  /** Words of the query that mean something, whatever documents hold: they are not corrected. */
  readonly known?: readonly { readonly start: number; readonly end: number }[] | undefined
}

interface QueryWord {
  readonly typed: string
  readonly start: number
  readonly folded: string
  readonly readings: readonly Candidate[]
  /** Not to be changed. */
  readonly isLeft: boolean
}

/** How many words of a query are corrected. Bounds the cost of a query in another language. */
const correctedMax = 128
const anyWord = { editsMax: 2, documentsMin: 1 } as const
/** Candidates for a word that documents hold: rarer ones are less likely than no slip. */
const moreFrequent = ({ score }: Candidate) => ({ editsMax: 1, documentsMin: Math.max(2, Math.exp(score)) }) as const
const oneSpace = /^[ -]$/

/**
 * Corrects the words of a query, from the words that documents hold: words that no document holds, and words that are
 * far less likely than another. Identifiers, codes, numbers and acronyms are not corrected.
 */
export class Speller {
  readonly #source: SpellingSource

  constructor(source: SpellingSource) {
    this.#source = source
  }

  /** Undefined if nothing changes. Quoted words are not corrected. */
  correct(query: string, { prefix = false, known = [] }: CorrectOptions = {}): Correction | undefined {
    const words = this.#read(query, prefix === true, known)
    const changes: (Change & { start: number })[] = []
    for (let at = 0; at < words.length; at++) {
      const joined = this.#joined(query, words[at], words[at + 1])
      const change = joined ?? this.#changed(words, at)
      if (change !== undefined) changes.push(change)
      if (joined !== undefined) at++
    }
    return changes.length === 0 ? undefined : applied(query, changes)
  }

  #read(query: string, prefix: boolean, known: NonNullable<CorrectOptions['known']>): QueryWord[] {
    const words: QueryWord[] = []
    const isShouted = query === query.toUpperCase()
    const quotes = Array.from(query.matchAll(quotedPattern), ({ index, 0: { length } }) => ({
      start: index,
      end: index + length,
    }))
    const left = [...quotes, ...known]
    const isMeant = (folded: string, start: number, end: number): boolean =>
      left.some((span) => span.start <= start && end <= span.end) ||
      (prefix && end === query.length && this.#source.isBeginning(folded))
    let corrected = 0
    forEachWord(query, (typed, start) => {
      const folded = fold(typed)
      const isLeft = corrected === correctedMax || isMeant(folded, start, start + typed.length)
      const readings = !isLeft && isCorrectable(typed, isShouted) ? this.#readings(folded) : []
      if (readings.length > 0) corrected++
      words.push({ typed, start, folded, readings, isLeft })
    })
    return words
  }

  #readings(folded: string): readonly Candidate[] {
    const source = this.#source
    const typed = asTyped(source, folded)
    if (typed === undefined) return []
    const isUnknown = source.documentsFinding(folded) === 0
    const isPossible = ({ words: [word = '', more] }: Candidate): boolean =>
      isUnknown || (more === undefined && !source.isStopWord(word) && !source.isSameTerm(word, folded))
    const others = candidates(source, folded, isUnknown ? anyWord : moreFrequent(typed)).filter(isPossible)
    return others.length === 0 ? [] : [typed, ...others].sort(compareCandidates)
  }

  #changed(words: readonly QueryWord[], at: number): (Change & { start: number }) | undefined {
    const { typed, start, readings = [] } = words[at] ?? {}
    if (typed === undefined || start === undefined || readings.length === 0) return undefined
    const others = words.flatMap(({ folded, readings: [best] }, other) =>
      other === at ? [] : [best?.words[0] ?? folded],
    )
    const best = bestInContext(this.#source, readings, others)
    const meant = best?.words.join(' ')
    if (meant === undefined || meant === words[at]?.folded) return undefined
    return { from: typed, to: withCaseOf(typed, meant), start }
  }

  /** A word that was typed as two, at least one of which no document holds. */
  #joined(query: string, left?: QueryWord, right?: QueryWord): (Change & { start: number }) | undefined {
    if (left === undefined || right === undefined || left.isLeft || right.isLeft) return undefined
    const leftEnd = left.start + left.typed.length
    if (!oneSpace.test(query.slice(leftEnd, right.start))) return undefined
    const isUnknown = ({ folded }: QueryWord): boolean => this.#source.documentsFinding(folded) === 0
    const joined = left.folded + right.folded
    if (!(isUnknown(left) || isUnknown(right)) || documentsHolding(this.#source, joined) === 0) return undefined
    const from = query.slice(left.start, right.start + right.typed.length)
    return { from, to: withCaseOf(left.typed, joined), start: left.start }
  }
}

function applied(query: string, changes: readonly (Change & { start: number })[]): Correction {
  let corrected = ''
  let at = 0
  for (const { from, to, start } of changes) {
    corrected += query.slice(at, start) + to
    at = start + from.length
  }
  return { corrected: corrected + query.slice(at), changes: changes.map(({ from, to }) => ({ from, to })) }
}
