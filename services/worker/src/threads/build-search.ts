import type { Item, SearchSettings } from '@inkling/contracts'
import {
  countItems,
  currentHorizon,
  deleteDerivedOfExpired,
  readAllItems,
  readClicks,
  readItemUses,
} from '@inkling/database'
import {
  behaviourLearning,
  type ClickWindow,
  type FusionReport,
  lsa,
  SearchIndex,
  searchSnapshot,
} from '@inkling/search-index'
import type { ThreadInput, ThreadPorts } from './serve-thread.ts'

export interface BuildInput extends ThreadInput {
  readonly settings: SearchSettings
}

export interface BuiltSearch {
  readonly horizon: bigint
  readonly body: Uint8Array<ArrayBuffer>
  readonly stats: {
    readonly items: number
    readonly clicks: number
    readonly queries: number
    readonly popularItems: number
    /** How the blend that clicks taught compares with the default, and whether it goes into service. */
    readonly fusion: Omit<FusionReport, 'weights'>
  }
}

/** Progress counts reading and indexing the items as half of the work, and learning how to blend as the last fifth. */
const readShare = 0.5
const fusionShare = 0.2
const fusionMs = 60_000
/** Fewer items do not show what words mean to each other. */
const leastForLsa = 20

/** Indexes a tenant's items, and learns from their use and from clicks how to rank them. */
export async function buildSearch(input: BuildInput, ports: ThreadPorts): Promise<BuiltSearch> {
  await deleteDerivedOfExpired(ports.tenant)
  const horizon = await currentHorizon(ports.tenant)
  const { index, items } = await indexItems(input, horizon, ports)
  const { clicks, learned, learn, judge } = await readBehaviour(ports)

  if (items.length >= leastForLsa) index.use(lsa.fit(items, input.settings.language ?? 'en'))
  const { clock, onProgress } = ports
  const steps = behaviourLearning.fitFusion({ index, learn, judge, budgetMs: fusionMs, clock })
  let step = steps.next()
  for (; !step.done; step = steps.next()) onProgress(1 - fusionShare * (1 - step.value))
  const { weights, ...fusion } = step.value

  const behaviour = { ...learned, ...(weights && { fusion: weights }) }
  const stats = {
    items: index.size,
    clicks: clicks.length,
    queries: Object.keys(behaviour.clicks).length,
    popularItems: behaviour.popularity.length,
    fusion,
  }
  return { horizon, body: encode(index, behaviour), stats }
}

async function indexItems({ settings }: BuildInput, horizon: bigint, { tenant, onProgress }: ThreadPorts) {
  const { language = 'en', fieldWeights, synonyms } = settings
  const total = await countItems(tenant)
  const items: Item[] = []
  const index = new SearchIndex({ language, fieldWeights, synonyms })
  for await (const page of readAllItems(tenant, horizon)) {
    for (const item of page) index.put(item)
    items.push(...page)
    onProgress((readShare * index.size) / Math.max(total, index.size, 1))
  }
  return { index, items }
}

/** What clicks and uses teach, and two lessons: one to learn the blend from, one to judge it by. */
async function readBehaviour({ tenant }: ThreadPorts) {
  const clicks = await readClicks(tenant)
  const nowMs = Date.now()
  const learned = behaviourLearning.learn(clicks, await readItemUses(tenant, nowMs), nowMs)
  /** With behaviour as it was when the window began. */
  const lessonOf = async (window: ClickWindow) => {
    const uses = window.clicks.length > 0 ? await readItemUses(tenant, window.fromMs) : []
    return behaviourLearning.fusionLesson(window, uses)
  }
  const windows = behaviourLearning.clickWindows(clicks)
  return { clicks, learned, learn: await lessonOf(windows.learn), judge: await lessonOf(windows.judge) }
}

function encode(index: SearchIndex, behaviour: Parameters<typeof searchSnapshot.encode>[0]['behaviour']) {
  const model = index.model === undefined ? new Uint8Array() : lsa.encode(index.model)
  const encoded = index.encode()
  return searchSnapshot.encode({ behaviour, lsa: model, vectors: index.encodeVectors(), index: encoded })
}
