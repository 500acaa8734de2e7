import { type Boost, calls, type Item, type Simulation, type SimulationRequest } from '@inkling/contracts'
import { type Database, listScenarios, ofTenant, readPooledReceipts, readRankingBasis } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { type Caller, inSteps, type Upstream } from '@inkling/service-kit'
import { boostBy, namingBoost } from '../domain/describe.ts'
import type { RankerState } from '../domain/learn.ts'
import { likenessOf } from '../domain/likeness.ts'
import { pooledItems, simulate } from '../domain/simulate.ts'
import { requireScenario } from './check-rules.ts'

/** So many are read and ranked again in about a second, between which other requests are answered. */
const mostReceipts = 2_000
/** To make a list diverse takes four times as long. */
const mostDiverse = 500
const defaultDays = 7
/** The most items that search looks up in a call. */
const lookedUpAtOnce = 500

/**
 * Ranks recorded answers again. Which items meet a rule is asked of search as they are now.
 * @throws InklingError validation_failed for an unknown scenario, a filter that cannot be read, or nothing to compare
 */
export const simulator =
  (database: Database, search: Upstream) =>
  async (caller: Caller, request: SimulationRequest): Promise<Simulation> => {
    const { scenario, weights = {}, boost, diversity, days = defaultDays } = request
    if (request.weights === undefined && boost === undefined && diversity === undefined) throw nothingToCompare()
    const tenant = database.of(caller)
    requireScenario(await listScenarios(tenant), scenario)
    const receipts = await readPooledReceipts(tenant, {
      ...{ scenario: scenario ?? ofTenant, days },
      limit: diversity ? mostDiverse : mostReceipts,
    })
    const { rankers } = await readRankingBasis<Partial<RankerState>>(tenant)
    const known = (boost || diversity) && (await describe(search, boost ?? [], pooledItems(receipts), caller))
    const other = { weights, diversity, ...(known && { similarity: likenessOf(known.items) }) }
    const { bias } = rankers.find((one) => one.scenario === ofTenant)?.state ?? {}
    return inSteps(simulate(receipts, { ...other, ...(known && boost && { boostOf: known.boostOf }) }, bias))
  }

/** The items, and how they are boosted, as of {@link boostBy}. */
async function describe(search: Upstream, boost: readonly Boost[], itemIds: readonly string[], caller: Caller) {
  const items = new Map<string, Item>()
  const conditions = boost.map(({ filter }) => filter)
  const met = boost.map((): string[] => [])
  // Once at least, so that a filter with an error is refused also if there is no answer to rank.
  for (let from = 0; from === 0 || from < itemIds.length; from += lookedUpAtOnce) {
    const ids = itemIds.slice(from, from + lookedUpAtOnce)
    const body = { itemIds: ids, ...(conditions.length > 0 && { conditions }) }
    const { data, meeting = [] } = await search.call(calls.lookUpItems, { body }, caller).catch((error: unknown) => {
      throw namingBoost(error, 0)
    })
    for (const item of data) items.set(item.id, item)
    for (const [n, ids] of meeting.entries()) met[n]?.push(...ids)
  }
  return { items, boostOf: boostBy(boost, met) }
}

const nothingToCompare = (): InklingError =>
  new InklingError('validation_failed', 'Not valid: the body', {
    errors: [{ pointer: '', code: 'required', detail: 'Give weights, boost or diversity' }],
  })
