import { Deadline } from '@inkling/resilience'
import { type EmbeddingsClient, TextsRefused } from './embeddings-client.ts'

const deadlineMs = 120_000
/** Every model accepts it. If it is rejected, the fault is not in the texts. */
const harmless = 'text'

/**
 * The vectors of texts, in their order; empty for a text that the endpoint rejects. One bad text makes the endpoint
 * reject a whole request, so the texts are then sent one by one.
 * @throws what the client throws; TextsRefused when it takes no text at all
 */
export async function embedTexts(client: EmbeddingsClient, texts: readonly string[]): Promise<Int8Array[]> {
  if (texts.length === 0) return []
  const deadline = new Deadline(deadlineMs)
  const embed = (some: readonly string[]) => client.embed(some, deadline)
  const vectors = await unlessRefused(embed(texts))
  if (vectors) return vectors
  await embed([harmless])
  const single: Int8Array[] = []
  for (const text of texts) single.push((await unlessRefused(embed([text])))?.[0] ?? new Int8Array())
  return single
}

async function unlessRefused<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (error instanceof TextsRefused) return undefined
    throw error
  }
}
