import { type Operation, type RunRequest, runOptions } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { Value } from 'typebox/value'
import type { JobLimits } from './job-limits.ts'
import { type RunLog, submitRun } from './submit-run.ts'

/**
 * Starts a run of a kind that callers may ask for, with the defaults of its options. A run that drift or a schedule
 * asks for is not started while one of its kind is queued or running; that one is returned. Nor is a run that a caller
 * asks for while an equal one is queued. Runs of schedules are of low priority.
 * @throws InklingError as {@link submitRun}; validation_failed for an option of another kind
 */
export async function requestRun(
  runs: RunLog,
  { kind, options: { reason = 'request', ...given } = {}, ...order }: RunRequest,
  executionId?: string,
  limits?: JobLimits,
): Promise<Operation> {
  const schema = runOptions[kind]
  requireKnown(kind, Object.keys(schema.properties), Object.keys(given))
  const options = Value.Default(schema, Value.Clean(schema, { ...given })) as object
  const unless = reason === 'request' ? 'queued' : 'active'
  const priority = order.priority ?? (reason === 'schedule' ? 'low' : 'normal')
  return submitRun(runs, { ...order, priority, kind, options: { ...options, reason }, unless, executionId }, limits)
}

function requireKnown(kind: string, known: readonly string[], given: readonly string[]): void {
  const errors = given
    .filter((option) => !known.includes(option))
    .map((option) => ({
      pointer: `/options/${option}`,
      code: 'unknown_field',
      detail: `A run of kind ${kind} has no option ${option}; ${optionsText(known)}`,
    }))
  if (errors.length > 0) throw new InklingError('validation_failed', errors[0]?.detail ?? '', { errors })
}

const optionsText = (known: readonly string[]) => (known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`)
