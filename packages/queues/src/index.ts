export type { JobPayloads } from './definitions.ts'
export { JobSubmitter } from './job-submitter.ts'
export { type JobContext, startJobWorker } from './job-worker.ts'
