import { createPolicy, type Deadline, type PolicySettings, predefined } from '@inkling/resilience'
import { VectorIndex } from '@inkling/search-index'
import { embeddingMetrics, inSpan, timed } from '@inkling/telemetry'
import { SpanKind } from '@opentelemetry/api'
import type { EmbeddingsEndpoint } from './embeddings-endpoint.ts'
import { readVectors } from './read-vectors.ts'

export interface EmbeddingsClientOptions {
  readonly endpoint: EmbeddingsEndpoint
  /** A label of metrics. */
  readonly of: 'queries' | 'items'
  /** Settings of the policy that differ from those predefined for embeddings. */
  readonly policy?: Partial<PolicySettings>
  readonly metrics?: ReturnType<typeof embeddingMetrics>
}

export interface EmbeddingsClient {
  /**
   * The directions of texts, with eight bits per number.
   * @throws TextsRefused, or InklingError as a policy does
   */
  embed(texts: readonly string[], deadline: Deadline): Promise<Int8Array[]>
  /** Aborts the requests under way. */
  close(): void
}

/** The endpoint works, and rejects these texts or the form of our request. */
export class TextsRefused extends Error {
  override readonly name = 'TextsRefused'
}

const refusals = new Set([400, 413, 422])

/**
 * Asks an OpenAI-compatible endpoint. A rate limit, an error and a malformed answer are faults that open
 * the circuit. Errors and spans never contain the texts, the answer or the key.
 */
export function embeddingsClient(options: EmbeddingsClientOptions): EmbeddingsClient {
  const { endpoint, of, metrics = embeddingMetrics() } = options
  const closing = new AbortController()
  const policy = createPolicy({
    name: `embeddings of ${of}`,
    ...predefined.embeddings,
    ...options.policy,
    isFault: (error) => !(error instanceof TextsRefused),
  })
  const attempt = (texts: readonly string[], signal: AbortSignal) =>
    inSpan('POST embeddings', { kind: SpanKind.CLIENT }, () =>
      counted({ of, metrics }, () => ask(endpoint, texts, AbortSignal.any([signal, closing.signal]))),
    )
  return {
    async embed(texts, deadline) {
      const vectors = await policy.execute((signal) => attempt(texts, signal), { deadline })
      return vectors.map((vector) => VectorIndex.quantise(vector))
    },
    close: () => closing.abort(),
  }
}

async function ask(
  { url, model, apiKey, dimensions }: EmbeddingsEndpoint,
  input: readonly string[],
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const response = await fetch(`${url.replace(/\/+$/, '')}/embeddings`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify({ model, input, encoding_format: 'base64', ...(dimensions !== undefined && { dimensions }) }),
    redirect: 'error',
    signal,
  })
  if (response.ok) return readVectors(parsed(await response.text()), { count: input.length, dimensions })
  await response.body?.cancel()
  const message = `the embeddings endpoint answered ${response.status}`
  throw refusals.has(response.status) ? new TextsRefused(message) : new Error(message)
}

/** V8's own error would quote the answer. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new TypeError('the answer is not JSON')
  }
}

type Counted = Required<Pick<EmbeddingsClientOptions, 'of' | 'metrics'>>

async function counted<T>({ of, metrics }: Counted, work: () => Promise<T>): Promise<T> {
  let outcome = 'failed'
  try {
    const answer = await timed(metrics.requestSeconds.labels({ of }).observe, work)
    outcome = 'answered'
    return answer
  } catch (error) {
    if (error instanceof TextsRefused) outcome = 'refused'
    throw error
  } finally {
    metrics.requests.inc({ of, outcome })
  }
}
