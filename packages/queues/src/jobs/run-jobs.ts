import type { JobDefinition } from '../define-job.ts'
import { type JobName, type JobPayload, jobNames, jobs } from './registry.ts'

/** The jobs that a tenant can follow as an operation: those whose payload holds the key of a run. */
export type RunJob = { [N in JobName]: JobPayload<N> extends { readonly runId: string } ? N : never }[JobName]

export const isRunJob = (kind: string): kind is RunJob => runJobs.some((known) => known === kind)

export const runJobs = jobNames.filter((name): name is RunJob => 'runId' in jobs[name].payload.properties)

/** The definition of a run's job, as far as it is the same for all. */
export const definitionOf = (kind: RunJob): JobDefinition => jobs[kind]
