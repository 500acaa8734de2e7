import { type Operation, type RunRequest, runOptions } from '@inkling/contracts'
import { Value } from 'typebox/value'
import type { JobSubmitter } from './job-submitter.ts'
import { type RunLog, submitRun } from './submit-run.ts'

/**
 * Starts a run of a kind that callers may ask for, with the defaults of its options. A run that drift or a schedule
 * asks for is not started while one of its kind is queued or running; that one is returned. Nor is a run that a caller
 * asks for while one with the same options is queued.
 * @throws InklingError quota_exceeded, dependency_unavailable
 */
export function requestRun(
  runs: RunLog,
  submitter: Pick<JobSubmitter, 'submit'>,
  { kind, options: { reason = 'request', ...given } = {} }: RunRequest,
  executionId?: string,
): Promise<Operation> {
  const schema = runOptions[kind]
  const options = Value.Default(schema, Value.Clean(schema, { ...given })) as object
  const unless = reason === 'request' ? 'queued' : 'active'
  return submitRun(runs, submitter, { kind, options: { ...options, reason }, unless, executionId })
}
