export { type JobPayloads, type QueueName, queueDefinitions } from './definitions.ts'
export { JobSubmitter } from './job-submitter.ts'
export { type JobContext, type Processor, startJobWorker } from './job-worker.ts'
