import type { HybridHit } from '../src/fusion/hybrid-hit.ts'

/** A hit of which words and meaning may say the opposite; its place is that of words. */
export function opposedHit(id: string, words: number, meaning: number): HybridHit {
  const legs = [
    { name: 'words', score: words, share: words },
    { name: 'feedback', score: 0, share: 0 },
    { name: 'meaning', score: meaning, share: 0 },
  ]
  return { id, score: words, legs }
}
