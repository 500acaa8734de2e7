import { findUnused } from './find-unused.ts'
import { serveThread } from './serve-thread.ts'

await serveThread('inkling-decay', findUnused)
