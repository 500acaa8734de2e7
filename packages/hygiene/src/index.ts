export { type DecayOptions, decayedUses, halfLifeOf, type Uses } from './decay.ts'
export { type Duplicate, NearDuplicates, type NearDuplicatesOptions, type TextDocument } from './near-duplicates.ts'
