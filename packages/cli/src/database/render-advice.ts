import type { IndexAdvice, IndexAdviceList } from '@inkling/contracts'
import { renderTable } from '../commands/output.ts'

/** What is offered comes first, each with the statement that would create the index. */
export function renderAdvice({ data, notProved }: IndexAdviceList): string {
  const offered = data.filter(({ state }) => state === 'offered')
  const applied = data.filter(({ state }) => state !== 'offered')
  return [
    ...(notProved === null ? [] : [`No index to create is offered: ${notProved}.`]),
    ...(offered.length === 0 ? ['No advice is offered.'] : offered.map(renderOffer)),
    ...(applied.length === 0 ? [] : [renderApplied(applied)]),
    ...(offered.length === 0 ? [] : ['Apply one with: inkling database apply ID']),
  ].join('\n\n')
}

function renderOffer({ id, kind, definition, sizeBytes, reason, ...gain }: IndexAdvice): string {
  const size = `${(sizeBytes / 1e6).toFixed(1)} MB`
  if (kind === 'drop') return `${id}  drop ${gain.index} of ${gain.table}, ${size}: ${reason}\n  ${definition}`
  const saved = inSeconds(gain.savedMsPerHour)
  const promise = `${inMs(gain.meanMs)} to ${inMs(gain.promisedMs)} a call, saves ${saved} an hour`
  const cost = gain.costMsPerHour === null ? 'unknown' : `${inSeconds(gain.costMsPerHour)} an hour`
  return [
    `${id}  create, about ${size}; ${promise}; writes cost ${cost} more`,
    `  ${definition}`,
    `  for ${gain.role}: ${gain.statement?.slice(0, 200)}`,
  ].join('\n')
}

const renderApplied = (applied: readonly IndexAdvice[]): string =>
  renderTable(
    ['applied', 'state', 'index', 'before', 'promised', 'measured', 'reason'],
    applied.map(({ id, state, table, index, meanMs, promisedMs, measuredMs, reason }) => [
      ...[id, state, `${table}: ${index}`, inMs(meanMs), inMs(promisedMs), inMs(measuredMs), reason ?? ''],
    ]),
  )

const inMs = (ms: number | null): string => (ms === null ? '' : `${ms < 1 ? ms.toFixed(3) : ms.toFixed(1)} ms`)
const inSeconds = (ms: number | null): string => `${((ms ?? 0) / 1_000).toFixed(1)} s`
