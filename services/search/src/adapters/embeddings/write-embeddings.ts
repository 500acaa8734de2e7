import {
  claimEmbeddings,
  type NewItemEmbedding,
  releaseEmbeddings,
  storeEmbeddings,
  type TenantDatabase,
  type UnembeddedItem,
} from '@inkling/database'
import { embeddingMetrics } from '@inkling/telemetry'
import { itemText, maxEmbeddedCharacters, textDigest } from '../../domain/embedded-text.ts'
import { embedTexts } from './embed-texts.ts'
import type { EmbeddingsClient } from './embeddings-client.ts'

export interface WriteEmbeddingsOptions {
  readonly client: EmbeddingsClient
  /** As `vectorSpace` names it. */
  readonly space: string
  readonly metrics?: ReturnType<typeof embeddingMetrics>
}

const none = new Int8Array()

/**
 * Embeds the next items that changed, in the order of their changes, if their text changed. Of several processes one
 * does it at a time, and no transaction waits for the endpoint. Returns whether items are left.
 * @throws what the client throws, having stored nothing; TextsRefused if it takes no text at all
 */
export async function writeEmbeddings(
  database: TenantDatabase,
  { client, space, metrics = embeddingMetrics() }: WriteEmbeddingsOptions,
): Promise<boolean> {
  const claim = await claimEmbeddings(database, space, maxEmbeddedCharacters)
  if (!claim) return true
  try {
    const embeddings = await embed(client, claim.items)
    const isLeft = await storeEmbeddings(database, space, claim, embeddings)
    count(embeddings, metrics)
    return isLeft
  } catch (error) {
    // A claim that cannot be given back ends by itself.
    await releaseEmbeddings(database, space).catch(() => {})
    throw error
  }
}

/** What to store for changed items; nothing for those whose text is the same. */
async function embed(client: EmbeddingsClient, items: readonly UnembeddedItem[]): Promise<NewItemEmbedding[]> {
  const removed = items.filter(({ is_removed, digest }) => is_removed && digest && digest.length > 0)
  const texts = items
    .filter(({ is_removed }) => !is_removed)
    .map((item) => ({ id: item.id, text: itemText(item), digest: textDigest(itemText(item)), before: item.digest }))
    .filter(({ digest, before }) => !before?.equals(digest))
  const vectors = await embedTexts(
    client,
    texts.map(({ text }) => text),
  )
  return [
    ...removed.map(({ id }) => ({ id, digest: Buffer.alloc(0), embedding: none })),
    ...texts.map(({ id, digest }, place) => ({ id, digest, embedding: vectors[place] ?? none })),
  ]
}

function count(embeddings: readonly NewItemEmbedding[], metrics: ReturnType<typeof embeddingMetrics>): void {
  const stored = embeddings.filter(({ embedding }) => embedding.length > 0)
  const rejected = embeddings.filter(({ digest, embedding }) => digest.length > 0 && embedding.length === 0)
  metrics.items.inc({ outcome: 'stored' }, stored.length)
  metrics.items.inc({ outcome: 'refused' }, rejected.length)
}
