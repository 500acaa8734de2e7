import type { Simulation, SimulationRequest } from '@inkling/contracts'
import { type Database, listScenarios, ofTenant, readPooledReceipts, readRankingBasis } from '@inkling/database'
import type { Caller } from '@inkling/service-kit'
import type { RankerState } from '../domain/learn.ts'
import { simulate } from '../domain/simulate.ts'
import { requireScenario } from './check-rules.ts'

/** So many are read and ranked again in about a second. */
const mostReceipts = 2_000
const defaultDays = 7

/** Ranks recorded answers again. @throws InklingError validation_failed for an unknown scenario */
export const simulator =
  (database: Database) =>
  async (caller: Caller, { scenario, weights, days = defaultDays }: SimulationRequest): Promise<Simulation> => {
    const tenant = database.of(caller)
    requireScenario(await listScenarios(tenant), scenario)
    const receipts = await readPooledReceipts(tenant, { scenario: scenario ?? ofTenant, days, limit: mostReceipts })
    const { rankers } = await readRankingBasis<Partial<RankerState>>(tenant)
    return simulate(receipts, weights, rankers.find((one) => one.scenario === ofTenant)?.state.bias)
  }
