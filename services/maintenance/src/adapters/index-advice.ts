import type { IndexAdvice, IndexAdviceList } from '@inkling/contracts'
import {
  type AppliedAdvice,
  type Database,
  findIndexes,
  findNeedlessIndexes,
  listAppliedAdvice,
  type NeedlessIndex,
  type NewAdvice,
  type ProvedIndex,
  storeAdvice,
  unprovable,
} from '@inkling/database'
import { InklingError } from '@inkling/errors'
import type { Deadline } from '@inkling/resilience'
import type { Advice } from '../routes/database.route.ts'

type Platform = Pick<Database, 'platform'>
type Offer = Omit<NewAdvice, 'appliedBy'>

const notSetUp = 'Set OWNER_DATABASE_URL of maintenance to the URL of Postgres for the owner of the tables'

export interface IndexAdviceOptions {
  readonly database: Platform
  /** Postgres as the owner of the tables, if it is set up. */
  readonly owner: Platform | undefined
  /** Carries out what was applied, as soon as it can. */
  readonly wake: () => void
}

/** Indexes to create and to drop, as an operator sees and applies them. */
export const createIndexAdvice = ({ database, owner, wake }: IndexAdviceOptions): Advice => ({
  async list({ deadline }): Promise<IndexAdviceList> {
    const applied = await listAppliedAdvice(database, deadline)
    const isNew = ({ id }: { readonly id: string }) => !applied.some((one) => one.id === id)
    const { proved, needless, notProved } = await offers(database, owner, deadline)
    return {
      data: [
        ...proved.filter(isNew).map(shownProved),
        ...needless.filter(isNew).map(shownNeedless),
        ...applied.map(shownApplied),
      ],
      notProved: notProved ?? null,
    }
  },

  async apply({ principal, deadline }, id) {
    if (!owner) throw new InklingError('conflict', notSetUp)
    const applied = (await listAppliedAdvice(database, deadline)).find((one) => one.id === id)
    if (applied && applied.state !== 'failed')
      throw new InklingError('conflict', `The advice ${id} is ${applied.state} already`)
    const advice = applied ?? (await offerOf(database, owner, deadline, id))
    const stored = await storeAdvice(database, { ...advice, appliedBy: principal.keyId }, deadline)
    wake()
    return shownApplied(stored)
  },
})

async function offers(database: Platform, owner: Platform | undefined, deadline: Deadline) {
  const notProved = owner ? await unprovable(owner, deadline) : notSetUp
  return {
    notProved,
    proved: owner && notProved === undefined ? await findIndexes(owner, deadline) : [],
    needless: await findNeedlessIndexes(database, deadline),
  }
}

/** What is applied is proved again: the tables may have changed since it was listed. @throws InklingError not_found */
async function offerOf(database: Platform, owner: Platform, deadline: Deadline, id: string): Promise<Offer> {
  const { proved, needless } = await offers(database, owner, deadline)
  const index = proved.find((one) => one.id === id)
  if (index) return toCreate(index)
  const drop = needless.find((one) => one.id === id)
  if (drop) return toDrop(drop)
  throw new InklingError('not_found', `No advice ${id} is offered now`)
}

const nameOf = ({ id }: ProvedIndex): string => `advised_${id}`

const toCreate = (index: ProvedIndex): Offer => ({
  ...{ id: index.id, kind: 'create', table: index.table, index: nameOf(index), definition: index.definition },
  ...{ role: index.statement.role, queryId: index.statement.queryId, statement: shortened(index.statement.statement) },
  ...{ beforeMs: index.statement.meanMs, promisedMs: index.promisedMs, sizeBytes: index.sizeBytes, reason: null },
})

const toDrop = ({ id, table, index, definition, sizeBytes, reason }: NeedlessIndex): Offer => ({
  ...{ id, kind: 'drop', table, index, definition, sizeBytes, reason },
  ...{ role: null, queryId: null, statement: null, beforeMs: null, promisedMs: null },
})

const shownProved = (index: ProvedIndex): IndexAdvice => ({
  ...shown(toCreate(index)),
  savedMsPerHour: index.savedMsPerHour,
  costMsPerHour: index.costMsPerHour,
})

const shownNeedless = (index: NeedlessIndex): IndexAdvice => shown(toDrop(index))

const shownApplied = (advice: AppliedAdvice): IndexAdvice => ({
  ...shown(advice),
  state: advice.state,
  measuredMs: advice.measuredMs,
  appliedBy: advice.appliedBy,
  changedAt: advice.changedAt.toISOString(),
})

const shown = (advice: Offer): IndexAdvice => ({
  ...{ id: advice.id, kind: advice.kind, state: 'offered', table: advice.table, index: advice.index },
  definition: `create index concurrently ${advice.index} ${advice.definition}`,
  ...{ reason: advice.reason, statement: advice.statement, role: advice.role, meanMs: advice.beforeMs },
  ...{ promisedMs: advice.promisedMs, measuredMs: null, savedMsPerHour: null, costMsPerHour: null },
  ...{ sizeBytes: advice.sizeBytes, appliedBy: null, changedAt: null },
})

const shortened = (statement: string): string => statement.replace(/\s+/g, ' ').slice(0, 1_000)
