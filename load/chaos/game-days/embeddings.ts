import type { GameDay } from '../game-day.ts'
import type { Stage } from '../stage.ts'

type Embedder = Stage['embedder']

/** Searches go on by words while the endpoint fails. */
const embeddings = (kind: string, fault: string, begin: (embedder: Embedder) => () => void): GameDay => ({
  name: `embeddings-${kind}`,
  fault,
  seconds: 15,
  begin: async ({ embedder }) => ({ end: begin(embedder) }),
  holds: {
    goodput: { events: 0.97, predictions: 0.97, suggestions: 0.95, searches: 0.95, runs: 0.95, learning: 0.95 },
    // The circuit of an external endpoint stays open for a minute; until then, answers are complete but for it.
    recoverySeconds: 65,
  },
  signs: { metric: { service: 'search', name: 'inkling_embedding_requests_total', labels: 'outcome="failed"' } },
})

const answered = (answer: { status?: number; body: string }) => (embedder: Embedder) => {
  embedder.behave(() => answer)
  return () => embedder.behave()
}

export const embeddingsDays: readonly GameDay[] = [
  embeddings('timing-out', 'The embeddings endpoint does not answer', (embedder) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    embedder.hold(promise)
    return resolve
  }),
  embeddings('refusing', 'The embeddings endpoint answers 429', answered({ status: 429, body: '{}' })),
  embeddings('malformed', 'The embeddings endpoint answers half a JSON text', answered({ body: '{"data": [{"ind' })),
]
