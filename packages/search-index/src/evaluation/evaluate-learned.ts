import type { FusionCase } from '../fusion/fusion-case.ts'
import { learnFusion } from '../fusion/learn-fusion.ts'
import type { HybridHit } from '../fusion/leg.ts'
import { type Accuracy, accuracy, type Judgements, type Run } from './accuracy.ts'

/** A query and its hits, with the score of each leg. */
export interface QueryHits {
  readonly id: string
  readonly hits: readonly HybridHit[]
}

const parts = 5

/** The accuracy of a fusion learned from judgements, by five-fold cross-validation. */
export function* evaluateLearned(explained: readonly QueryHits[], judgements: Judgements): Generator<void, Accuracy> {
  const runs: Run[] = []
  for (let part = 0; part < parts; part++) {
    const others = explained.filter((_, n) => n % parts !== part)
    const fusion = learnFusion(others.map((query) => caseOf(query, judgements)))
    for (const { id, hits } of explained.filter((_, n) => n % parts === part)) {
      runs.push({ id, found: (fusion?.reorder(hits) ?? hits).map((hit) => hit.id) })
    }
    yield
  }
  return accuracy(runs, judgements)
}

function caseOf({ id, hits }: QueryHits, judgements: Judgements): FusionCase {
  const right = [...(judgements.get(id) ?? [])].filter(([, grade]) => grade > 0)
  return { hits, right: new Map(right.map(([document]) => [document, 1])) }
}
