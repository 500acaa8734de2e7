import { parentPort, workerData } from 'node:worker_threads'
import { type HuntOptions, huntLeaks } from '@inkling/leak-hunter'

parentPort?.postMessage({ result: await huntLeaks(workerData as HuntOptions) })
