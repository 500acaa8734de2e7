import { serveThread } from './serve-thread.ts'
import { trainModel } from './train-model.ts'

await serveThread('inkling-train', trainModel)
