import { type Operation, type RunKind, type RunRequest, runOptions } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { Value } from 'typebox/value'
import type { JobLimits } from './job-limits.ts'
import { type RunLog, submitRun, submitRuns } from './submit-run.ts'

/** A transaction ends soon, so that other runs of the tenant do not wait. */
const mostTogether = 1_000

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
  const options = checkedOptions(kind, given)
  const unless = reason === 'request' ? 'queued' : 'active'
  const priority = order.priority ?? (reason === 'schedule' ? 'low' : 'normal')
  return submitRun(runs, { ...order, priority, kind, options: { ...options, reason }, unless, executionId }, limits)
}

export type BulkRunRequest = RunRequest & { readonly options?: { readonly reason?: never } }

/**
 * Starts many runs, as {@link requestRun} starts one. A request that is refused does not keep the others from being
 * recorded. The runs may begin in any order, unless `after` or `priority` says otherwise.
 * @returns For each request, in their order, its run or the InklingError that refuses it.
 * @throws InklingError dependency_unavailable. Send all again then: a run that was recorded and has not begun is
 * returned.
 */
export async function requestRuns(
  runs: RunLog,
  requests: readonly BulkRunRequest[],
  limits?: JobLimits,
): Promise<PromiseSettledResult<Operation>[]> {
  const checked = await Promise.allSettled(
    requests.map(async ({ kind, options = {}, ...order }) => {
      const full = { ...checkedOptions(kind, options), reason: 'request' }
      return { priority: 'normal' as const, ...order, kind, options: full }
    }),
  )
  const valid = checked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const outcomes: PromiseSettledResult<Operation>[] = []
  for (let from = 0; from < valid.length; from += mostTogether)
    outcomes.push(...(await submitRuns(runs, valid.slice(from, from + mostTogether), limits)))
  let next = 0
  return checked.map((one) => (one.status === 'rejected' ? one : (outcomes[next++] as (typeof outcomes)[number])))
}

/**
 * The options of a kind with their defaults.
 * @throws InklingError validation_failed for a kind that does not exist, and for an option of another kind
 */
export function checkedOptions(kind: RunKind, given: object): object {
  if (!Object.hasOwn(runOptions, kind)) {
    const detail = `There is no kind of run ${kind}; it is one of ${Object.keys(runOptions).join(', ')}`
    throw new InklingError('validation_failed', detail, { errors: [{ pointer: '/kind', code: 'unknown', detail }] })
  }
  const schema = runOptions[kind]
  requireKnown(kind, Object.keys(schema.properties), Object.keys(given))
  return Value.Default(schema, Value.Clean(schema, { ...given })) as object
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
