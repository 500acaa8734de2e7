import { seededRandom } from '@inkling/learning'
import type { SearchDocument } from '../src/index.ts'

const topics = [
  ['car', 'engine', 'wheel', 'motor', 'brake', 'driver'],
  ['heart', 'blood', 'artery', 'pulse', 'vein', 'valve'],
  ['bread', 'flour', 'yeast', 'oven', 'dough', 'crust'],
  ['piano', 'melody', 'chord', 'violin', 'tempo', 'song'],
]

/** More words than a model of few documents has dimensions, so that it has to bring them together. */
const vocabularies = topics.map((words) => [
  ...words,
  ...Array.from('bcdfghjklmnpqrtvwz', (letter) => `${words[0]}${letter}ok`),
])

/** Documents of four topics in turn, each of some words of its topic and one word of any. */
export function topicalDocuments(count: number, wordsEach = 8): SearchDocument[] {
  const random = seededRandom(count)
  const pick = (words: readonly string[]): string => words[Math.floor(random() * words.length)] ?? ''
  return Array.from({ length: count }, (_, n) => {
    const topic = vocabularies[n % vocabularies.length] ?? []
    const text = Array.from({ length: wordsEach }, () => pick(topic))
    return { id: `${n % vocabularies.length}-${n}`, title: '', text: [...text, pick(vocabularies.flat())].join(' ') }
  })
}
