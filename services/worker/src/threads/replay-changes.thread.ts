import { replayChanges } from './replay-changes.ts'
import { serveThread } from './serve-thread.ts'

await serveThread('inkling-replay', replayChanges)
