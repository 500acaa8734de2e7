import type { Answer } from './use-call.ts'

/* What the calls answer, by the names that the pages use. */
export type Traffic = Answer<'getTraffic'>
export type Health = Answer<'getHealth'>
export type Sla = Answer<'getSla'>
export type Alert = Answer<'listAlerts'>['data'][number]
export type Operation = Answer<'listRuns'>['data'][number]
export type Resilience = Answer<'getResilience'>
export type Queue = Answer<'listQueues'>['queues'][number]
export type Experiment = Answer<'listExperiments'>['data'][number]
