import type { Predictor } from '../components/predictor.ts'

/** A component with its first weight, which holds until a tenant's events have taught a better one. */
export interface Component {
  predictor: Predictor
  prior: number
}
