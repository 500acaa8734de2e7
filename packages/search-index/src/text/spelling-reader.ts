/**
 * `spelling` is as written, without joiners. It is `marked` if it holds the symbols beside a word, as `C++` does.
 * Offsets are of its first and last word in the text.
 */
export type VisitSpelling = (spelling: string, start: number, end: number, isMarked: boolean) => unknown

const partsMax = 8
/** A longer compound is an address or encoded data. */
const lengthMax = 48
/** Shorter numbers with a point are decimals. */
const digitsMin = 6
/** The longest numbers that people write in groups: an IBAN has more, but it has letters too. */
const digitsMax = 20
const gapMax = 3
const symbolsMax = 3
const asciiEnd = 128

const joiner = /^[-.&'’/\u2010\u2011]$/
const asciiJoiners = Uint8Array.from({ length: asciiEnd }, (_, unit) =>
  joiner.test(String.fromCharCode(unit)) ? 1 : 0,
)
const joiners = /[-.&'’/\u2010\u2011]/g
/** What stands between the groups of a phone number or an ISBN. */
const gap = /^[ \u00a0()./-]+$/
const betweenDigits = /[ \u00a0()./\u2010\u2011-]/g
const digits = /^\d+$/
const digitStart = '0'.charCodeAt(0)
const digitEnd = '9'.charCodeAt(0)
const wordUnit = /[\p{L}\p{N}\p{M}_]/u
/** Symbols after a word: C++, C#, A+. */
const isAfter = (unit: number): boolean => unit === 0x2b || unit === 0x23
/** Symbols before a word: .NET, @name, #tag, $AAPL. */
const isBefore = (unit: number): boolean => unit === 0x2e || unit === 0x40 || unit === 0x23 || unit === 0x24

/**
 * Finds the words that people also write in another way. Words joined by a single `-`, `.`, `/`, `&` or apostrophe are
 * also one word: Wi-Fi, U.S.A., R&D. Groups of digits are also one number: ISBN 978-3-16-148410-0, (030) 12345678.
 * Symbols that touch a word on one side belong to it: C++, .NET. It is told every word of a text, in order.
 */
export class SpellingReader {
  readonly #visit: VisitSpelling
  #start = 0
  #lastStart = 0
  #end = 0
  #parts = 0
  /** Where the first of several groups of digits starts; -1 for none. */
  #groupStart = -1

  constructor(visit: VisitSpelling) {
    this.#visit = visit
  }

  /** To be called for every word of a text, then `finish`. */
  word(text: string, start: number, end: number): void {
    if (this.#parts > 0) {
      if (start - this.#end === 1 && isJoiner(text.charCodeAt(this.#end))) {
        this.#parts++
        this.#lastStart = start
        this.#end = end
        return
      }
      this.#close(text)
      if (!this.#isNextGroup(text, start)) this.#closeGroups(text)
    }
    this.#start = start
    this.#lastStart = start
    this.#end = end
    this.#parts = 1
  }

  finish(text: string): void {
    if (this.#parts > 0) {
      this.#close(text)
      this.#closeGroups(text)
    }
    this.#parts = 0
  }

  #close(text: string): void {
    const [start, end] = [this.#start, this.#end]
    if (this.#parts > 1 && this.#parts <= partsMax && end - start <= lengthMax) this.#visitJoined(text, start, end)
    if (end < text.length && isAfter(text.charCodeAt(end))) this.#visitMarkedAfter(text)
    if (start > 0 && isBefore(text.charCodeAt(start - 1))) this.#visitMarkedBefore(text)
  }

  #visitJoined(text: string, start: number, end: number): void {
    const written = text.slice(start, end)
    const joined = written.replace(joiners, '')
    if (!digits.test(joined) || isLongNumber(joined)) this.#visit(joined, start, end, false)
    if (this.#parts !== 3) return
    // Each two of three words: the Wi-Fi of a Wi-Fi-Router.
    const words = written.split(joiners)
    if (words.some((word) => word.length < 2 || digits.test(word))) return
    const [first = '', second = '', third = ''] = words
    this.#visit(first + second, start, end, false)
    this.#visit(second + third, start, end, false)
  }

  #visitMarkedAfter(text: string): void {
    let end = this.#end
    while (end - this.#end < symbolsMax && isAfter(text.charCodeAt(end))) end++
    if (end === text.length || !wordUnit.test(text[end] ?? ''))
      this.#visit(text.slice(this.#lastStart, end), this.#lastStart, end, true)
  }

  #visitMarkedBefore(text: string): void {
    const at = this.#start - 1
    const before = text.charCodeAt(at - 1)
    const isFree = at === 0 || !(wordUnit.test(text[at - 1] ?? '') || isBefore(before) || isAfter(before))
    if (!isFree || isDigit(text.charCodeAt(this.#start))) return
    const [word = ''] = text.slice(this.#start, this.#end).split(joiners)
    this.#visit(text[at] + word, at, this.#start + word.length, true)
  }

  /** Whether the word at `start` goes on with the number that has just ended. */
  #isNextGroup(text: string, start: number): boolean {
    if (start - this.#end > gapMax || !isDigit(text.charCodeAt(this.#end - 1)) || !isDigit(text.charCodeAt(start)))
      return false
    if (!gap.test(text.slice(this.#end, start))) return false
    if (this.#groupStart < 0) this.#groupStart = this.#start
    return true
  }

  #closeGroups(text: string): void {
    const start = this.#groupStart
    this.#groupStart = -1
    if (start < 0 || this.#end - start > lengthMax) return
    const joined = text.slice(start, this.#end).replace(betweenDigits, '')
    if (digits.test(joined) && isLongNumber(joined)) this.#visit(joined, start, this.#end, false)
  }
}

/** Whether a UTF-16 unit joins the words beside it. */
export const isJoiner = (unit: number): boolean =>
  unit < asciiEnd ? asciiJoiners[unit] === 1 : unit === 0x2019 || unit === 0x2010 || unit === 0x2011
export const withoutJoiners = (text: string): string => text.replace(joiners, '')
const isDigit = (unit: number): boolean => unit >= digitStart && unit <= digitEnd
const isLongNumber = ({ length }: string): boolean => length >= digitsMin && length <= digitsMax
