import type { HybridHit } from '../src/fusion/leg.ts'

/** A hit that the lexical and the semantic leg may score in opposite orders. Its score is that of the lexical leg. */
export function opposedHit(id: string, lexical: number, semantic: number): HybridHit {
  const legs = [
    { name: 'lexical', score: lexical, share: lexical },
    { name: 'feedback', score: 0, share: 0 },
    { name: 'semantic', score: semantic, share: 0 },
  ]
  return { id, score: lexical, legs }
}
