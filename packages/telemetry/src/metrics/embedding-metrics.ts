import { durationBuckets } from './duration-buckets.ts'
import { metricGroup } from './metric-group.ts'

export const embeddingMetrics = metricGroup(
  'search, if an embeddings endpoint is set up',
  ({ counter, histogram }) => ({
    requests: counter(
      'embedding_requests_total',
      'Requests that reached the embeddings endpoint, for queries or for items, by outcome',
      ['of', 'outcome'],
    ),
    requestSeconds: histogram(
      'embedding_request_seconds',
      'Time until the embeddings endpoint answered or failed',
      durationBuckets,
      ['of'],
    ),
    queries: counter(
      'query_embeddings_total',
      'Searches that needed the embedding of their query: hit (in the cache), asked (in time) or missing',
      ['outcome'],
    ),
    items: counter('item_embeddings_total', 'Items whose embedding was stored or was rejected by the endpoint', [
      'outcome',
    ]),
  }),
)
