import { buildSearch } from './build-search.ts'
import { serveThread } from './serve-thread.ts'

await serveThread('inkling-reindex', buildSearch)
