import { findDuplicates } from './find-duplicates.ts'
import { serveThread } from './serve-thread.ts'

await serveThread('inkling-dedupe', findDuplicates)
