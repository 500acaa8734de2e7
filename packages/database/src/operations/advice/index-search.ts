import { createHash } from 'node:crypto'
import type { Sql } from '../../client/tenant-database.ts'
import { candidateKeys, type IndexKey, nameOf } from './candidate-keys.ts'
import type { TableFacts } from './describe-table.ts'
import { explain } from './explain.ts'
import { createHypothetical, dropHypothetical, type Hypothetical } from './hypothetical.ts'
import type { PlanNode } from './plan-node.ts'
import { type ScanNeed, scanNeeds } from './scan-needs.ts'
import { StatementPlanner } from './statement-planner.ts'
import type { TopStatement } from './top-statements.ts'

/** An index whose gain the planner has shown, and what it costs. */
export interface ProvedIndex {
  /** Of the table, the columns and the condition: the same index has the same id. */
  readonly id: string
  readonly table: string
  /** What follows `create index NAME`. */
  readonly definition: string
  /** For which it was found. Others may use it, too. */
  readonly statement: TopStatement
  /** What a call will take. */
  readonly promisedMs: number
  readonly sizeBytes: number
  readonly savedMsPerHour: number
  /** What writes will take more; null if it is not known how many there are. */
  readonly costMsPerHour: number | null
}

/** Postgres reads a smaller table as a whole without any harm. */
const fewRows = 10_000
/** An index must save this share of a call, */
const leastGain = 0.3
/** and this much time in an hour: a thousandth of a processor. */
const leastMsPerHour = 3_600
/** Of indexes that are this near to the best one, the smallest is taken. */
const nearlyBest = 1.05
/** What one more index adds to the writing of a row, in ms, as measured with rows in random order. */
const writeMs = 0.03

interface Candidate {
  readonly table: TableFacts
  readonly definition: string
  readonly columns: number
}

interface Trial extends Candidate {
  readonly sizeBytes: number
  readonly cost: number
}

/** Tries indexes in one transaction, in which they are hypothetical. */
export class IndexSearch {
  readonly #sql: Sql
  readonly #schema: string
  readonly #planner: StatementPlanner

  constructor(sql: Sql, schema: string) {
    this.#sql = sql
    this.#schema = schema
    this.#planner = new StatementPlanner(sql)
  }

  /** The best index for a statement, which is then there for the next ones; undefined if none pays. */
  async improve(statement: TopStatement): Promise<ProvedIndex | undefined> {
    const planned = await this.#planner.plan(statement)
    if (planned === undefined) return undefined
    const { plan, tenantId } = planned
    const trials: Trial[] = []
    for (const candidate of await this.#candidates(plan)) {
      const trial = await this.#try(statement, tenantId, candidate)
      if (trial) trials.push(trial)
    }
    const best = choose(trials)
    const proved = best && prove(statement, plan['Total Cost'], best)
    if (best && proved) await this.#create(best)
    return proved
  }

  async #candidates(plan: PlanNode): Promise<Candidate[]> {
    const candidates = new Map<string, Candidate>()
    for (const need of scanNeeds(plan)) {
      const table = await this.#planner.table(need.schema, need.relation)
      if (!table || table.rows < fewRows) continue
      for (const key of keysFor(need, table)) {
        const definition = define(table.name, key)
        candidates.set(definition, { table, definition, columns: key.columns.length })
      }
    }
    return [...candidates.values()]
  }

  async #try(statement: TopStatement, tenantId: string, candidate: Candidate): Promise<Trial | undefined> {
    const made = await this.#create(candidate)
    if (made === undefined) return undefined
    const plan = await explain(this.#sql, statement, tenantId, 'json')
    await dropHypothetical(this.#sql, this.#schema, made)
    return { ...candidate, sizeBytes: made.sizeBytes, cost: plan['Total Cost'] }
  }

  #create({ definition }: Candidate): Promise<Hypothetical | undefined> {
    return createHypothetical(this.#sql, this.#schema, `create index ${definition}`)
  }
}

function keysFor(need: ScanNeed, { columns }: TableFacts): IndexKey[] {
  const factsOf = (name: string) => columns.find((column) => column.name === name)
  const isKey = (key: string) => factsOf(nameOf(key))?.isKey === true
  const keys = {
    ...need,
    equal: need.equal.filter(isKey),
    joined: need.joined.filter(isKey),
    ranges: need.ranges.filter((range) => range.every(isKey)),
    order: need.order.every(isKey) ? need.order : [],
  }
  return candidateKeys(keys, (column) => factsOf(column)?.distinct ?? 1)
}

const define = (table: string, { columns, where }: IndexKey): string =>
  `on ${table} (${columns.join(', ')})${where === undefined ? '' : ` where ${where}`}`

function choose(trials: readonly Trial[]): Trial | undefined {
  const lowest = Math.min(...trials.map(({ cost }) => cost))
  return trials
    .filter(({ cost }) => cost <= lowest * nearlyBest)
    .toSorted((a, b) => a.sizeBytes - b.sizeBytes || a.columns - b.columns)[0]
}

/** The promise is the measured mean, less the share of the planner's cost that the index saves. */
function prove(statement: TopStatement, cost: number, { table, definition, sizeBytes, cost: promised }: Trial) {
  const gain = 1 - promised / cost
  const savedMsPerHour = statement.meanMs * gain * statement.callsPerHour
  const costMsPerHour = table.writesPerHour === null ? null : table.writesPerHour * writeMs
  if (gain < leastGain || savedMsPerHour < leastMsPerHour || savedMsPerHour < (costMsPerHour ?? 0)) return undefined
  const id = createHash('sha256').update(definition).digest('hex').slice(0, 12)
  const promisedMs = statement.meanMs * (1 - gain)
  return { id, table: table.name, definition, statement, promisedMs, sizeBytes, savedMsPerHour, costMsPerHour }
}
