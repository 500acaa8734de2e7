import { type Item, snapshotKinds } from '@inkling/contracts'
import {
  atHorizon,
  currentHorizon,
  type Database,
  type ItemChange,
  newestSnapshotVersion,
  readAllItems,
  readItemRemovals,
  readItemsAfter,
  readNewestSnapshot,
  type StoredSnapshot,
  type TenantDatabase,
} from '@inkling/database'
import type { ModelSource } from '@inkling/read-model'
import { BehaviourLegs, lsa, SearchIndex, searchSnapshot } from '@inkling/search-index'
import { inSteps } from '@inkling/service-kit'
import { type Logger, readModelMetrics } from '@inkling/telemetry'
import { Catalogue } from '../domain/catalogue.ts'
import type { TenantSettings } from './tenant-settings.ts'

export interface CatalogueSourceOptions {
  readonly database: Pick<Database, 'background' | 'cluster'>
  readonly settings: Pick<TenantSettings, 'get'>
  readonly maxBytes: number
  readonly logger: Logger
  /** Called after the index knows changes. `isLive` is false for those that it missed before it was loaded. */
  readonly onChanged?: (tenantId: string, ids: readonly string[], isLive: boolean) => void
  readonly metrics?: ReturnType<typeof readModelMetrics>
}

const settingsWaitMs = 10_000
/** What an index takes beside its arrays and documents, measured over 300 small ones. */
const objectBytes = 20_000

/**
 * Indexes of items. An index is built from the newest snapshot of its language, or else from all rows; then it follows
 * the tail. Loading fails if it needs more than `maxBytes`.
 */
export function catalogueSource({
  database,
  settings,
  maxBytes,
  logger,
  onChanged,
  metrics = readModelMetrics(),
}: CatalogueSourceOptions): ModelSource<Catalogue, ItemChange> {
  const checkRoom = ({ index, bytes }: Catalogue) => {
    if (bytes > maxBytes) throw new RangeError(`the index of ${index.size} items needs more than ${maxBytes} bytes`)
  }
  return {
    get cluster() {
      return database.cluster
    },
    async load(tenantId) {
      const { language = 'en' } = await settings.get(tenantId, settingsWaitMs)
      const tenant = database.background(tenantId)
      const snapshot = await readNewestSnapshot(tenant, snapshotKinds.search)
      const restored = snapshot && snapshot.body.byteLength > 0 ? await decode(snapshot, logger) : undefined
      const version = snapshot?.version ?? 0n
      if (snapshot && restored?.index.language === language) {
        checkRoom(restored)
        await readRemovals(tenant, restored, snapshot.horizon)
        return { model: restored, position: atHorizon(snapshot.horizon), version }
      }
      const model = Catalogue.empty({ language }, restored?.behaviour)
      const horizon = await currentHorizon(tenant)
      for await (const page of readAllItems(tenant, horizon)) {
        await inSteps(putting(model, page))
        checkRoom(model)
      }
      await readRemovals(tenant, model, horizon)
      return { model, position: atHorizon(horizon), version }
    },
    readChanges: (tenantId, position) => readItemsAfter(database.background(tenantId), position),
    apply(tenantId, catalogue, changes, isLive) {
      for (const { id, item, survivorId } of changes) {
        if (item) catalogue.put(item)
        else catalogue.remove(id, survivorId)
      }
      metrics.tailChanges.inc(changes.length)
      onChanged?.(
        tenantId,
        changes.map(({ id }) => id),
        isLive,
      )
    },
    newestVersion: (tenantId) => newestSnapshotVersion(database.background(tenantId), snapshotKinds.search),
    bytes: (model) => objectBytes + model.bytes,
  }
}

/** Of the items of a snapshot; those that were written later come with the tail. */
async function readRemovals(tenant: TenantDatabase, catalogue: Catalogue, horizon: bigint): Promise<void> {
  for await (const page of readItemRemovals(tenant, horizon))
    for (const { id, fromMs, survivorId } of page) {
      if (Number.isFinite(fromMs)) catalogue.expireAt(id, fromMs)
      if (survivorId !== undefined) catalogue.remove(id, survivorId)
    }
  catalogue.expire(Date.now())
}

/** Putting so many items takes a few milliseconds. */
const putAtOnce = 50

function* putting(model: Catalogue, items: readonly Item[]): Generator<void, void> {
  for (const [n, item] of items.entries()) {
    model.put(item)
    if (n % putAtOnce === 0) yield
  }
}

/** A snapshot of another version of the software is ignored: the index is built from the items. */
async function decode({ version, body }: StoredSnapshot, logger: Logger): Promise<Catalogue | undefined> {
  try {
    const { index, lsa: model, vectors, behaviour } = searchSnapshot.decode(body)
    const catalogue = new Catalogue(await inSteps(SearchIndex.decodeInSteps(index)), new BehaviourLegs(behaviour))
    if (model.byteLength > 0) catalogue.index.use(lsa.decode(model), vectors)
    return catalogue
  } catch (error) {
    logger.warn({ err: error, version: Number(version) }, 'the snapshot cannot be read; building the index from items')
    return undefined
  }
}
