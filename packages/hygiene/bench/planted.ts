import { seededRandom } from '@inkling/learning'

export interface PlantedItem {
  readonly id: string
  readonly text: string
  /** Items of one family are an original and its copies. */
  readonly family: number
}

const vocabulary = 30_000
const leastWords = 10
const mostWords = 300

const letters = (number: number): string => {
  const last = String.fromCharCode(97 + (number % 26))
  return number < 26 ? last : letters(Math.floor(number / 26)) + last
}

/**
 * Items with words as natural texts have them (Zipf 1949): three in five are originals, one is a copy of which 1 to
 * 10 % of the words were replaced, inserted or deleted, one takes 40 % of its words, in order, from another item, and
 * one is made after a pattern in which only numbers differ. In random order, but for copies, which follow their
 * originals.
 */
export function plantItems(count: number, seed = 7): PlantedItem[] {
  const random = seededRandom(seed)
  const word = () => letters(Math.floor(vocabulary ** random()))
  const whole = (below: number) => Math.floor(random() * below)
  const fresh = () => Array.from({ length: Math.floor(leastWords * (mostWords / leastWords) ** random()) }, word)
  const edited = (words: readonly string[]) => {
    const copy = [...words]
    const edits = Math.max(1, Math.floor(words.length * (0.01 + 0.09 * random())))
    for (let edit = 0; edit < edits; edit++) {
      const place = whole(copy.length)
      const how = whole(3)
      copy.splice(place, how === 0 ? 0 : 1, ...(how === 1 ? [] : [word()]))
    }
    return copy
  }
  const borrowed = (words: readonly string[]) => {
    const length = Math.floor(0.4 * words.length)
    const from = whole(words.length - length)
    const own = Array.from({ length: words.length - length }, word)
    own.splice(whole(own.length), 0, ...words.slice(from, from + length))
    return own
  }
  const patterned = () =>
    `order ${whole(1e9)} of customer ${whole(1e6)} was shipped on day ${whole(366)} and will arrive within a week`

  const originals: { words: string[]; family: number }[] = []
  const items: PlantedItem[] = []
  for (let at = 0; at < count; at++) {
    const source = originals[whole(originals.length)]
    const sort = source ? whole(5) : 0
    const item = (words: readonly string[], family: number) =>
      items.push({ id: `i${at}`, text: words.join(' '), family })
    if (source && sort === 3) item(edited(source.words), source.family)
    else if (source && sort === 4) item(random() < 0.5 ? borrowed(source.words) : patterned().split(' '), at)
    else {
      const words = fresh()
      originals.push({ words, family: at })
      item(words, at)
    }
  }
  return items
}
