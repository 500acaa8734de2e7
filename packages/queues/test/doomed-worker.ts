import { startJobWorker } from '../src/job-worker.ts'

/** A worker process that takes a job and never ends it: `node doomed-worker.ts REDIS_URL`. */
const [, , redisUrl = ''] = process.argv
startJobWorker(
  redisUrl,
  'train',
  () => {
    process.stdout.write('working')
    return new Promise(() => {})
  },
  new AbortController().signal,
  (error) => process.stderr.write(error.message),
)
