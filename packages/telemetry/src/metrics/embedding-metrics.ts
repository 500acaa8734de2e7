import { metricGroup } from './metric-group.ts'

const requestBuckets = [0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 10, 60]

/** Fed by the service that calls an embeddings endpoint. */
export const embeddingMetrics = metricGroup(({ counter, histogram }) => ({
  requests: counter(
    'embedding_requests_total',
    'Requests that reached the embeddings endpoint, for queries or for items, by outcome',
    ['of', 'outcome'],
  ),
  requestSeconds: histogram(
    'embedding_request_seconds',
    'Time until the embeddings endpoint answered or failed',
    requestBuckets,
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
}))
