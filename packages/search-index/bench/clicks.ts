/**
 * Measures what is learned from the clicks of a simulated tenant, whose users look at place n with probability 1/n. The
 * figures are mean average precision over all queries by the users' true taste, which the index does not know.
 *
 *     node packages/search-index/bench/clicks.ts [SEEDS [TASTE…]]
 */

import { averagePrecision } from '../src/fusion/fusion-case.ts'
import { LearnedFusion } from '../src/fusion/learned-fusion.ts'
import { behaviourLearning, type ExtraLeg, lsa } from '../src/index.ts'
import { legsOf, type ShopOptions, SimulatedShop } from '../test/simulated-shop.ts'

const [seedCount = '5', ...chosen] = process.argv.slice(2)
const seeds = Number(seedCount)
const tastes = (['topic', 'quality', 'noise'] as const).filter((taste) => chosen.length === 0 || chosen.includes(taste))
const size = { items: 2_000, queries: 1_000 }
const volumes = [1_000, 5_000, 20_000]
const none = (): ExtraLeg[] => []

const row = (cells: readonly unknown[]) => console.log(`| ${cells.join(' | ')} |`)
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
const shown = (value: number) => value.toFixed(3)

function shopOf(taste: ShopOptions['taste'], seed: number): SimulatedShop {
  const shop = new SimulatedShop({ ...size, seed, taste })
  shop.index.use(lsa.fit(shop.documents))
  return shop
}

function quality(shop: SimulatedShop, legs: (query: string) => ExtraLeg[], fusion?: LearnedFusion): number {
  return mean(
    shop.queries.map((query, n) => {
      const ids = shop.index.search({ query, limit: 100, legs: legs(query), fusion }).hits.map(({ id }) => id)
      const right = shop.documents.filter(({ id }) => shop.isRight(n, id)).map(({ id }) => [id, 1] as const)
      return averagePrecision(ids, new Map(right))
    }),
  )
}

row(['taste', 'searches', 'no behaviour', 'popularity', 'clicks too', 'learned', 'accepted', 'seconds'])
for (const taste of tastes) {
  for (const searches of volumes) {
    const runs = Array.from({ length: seeds }, (_, seed) => runOf(taste, seed + 1, searches))
    const column = (name: 'bare' | 'popular' | 'clicked' | 'learned') => shown(mean(runs.map((run) => run[name])))
    const accepted = runs.filter(({ isAccepted }) => isAccepted).length
    const seconds = mean(runs.map((run) => run.seconds)).toFixed(1)
    row([
      taste,
      searches,
      column('bare'),
      column('popular'),
      column('clicked'),
      column('learned'),
      `${accepted} of ${seeds}`,
      seconds,
    ])
  }
}

function runOf(taste: ShopOptions['taste'], seed: number, searches: number) {
  const shop = shopOf(taste, seed)
  const legsAt = (clicks: Parameters<typeof legsOf>[0], nowMs: number) => legsOf(clicks, shop.uses, nowMs)
  const popular = legsAt([], 0)
  const clicks = shop.clicks(searches, 0, (query) => popular.legs(query))
  const endMs = searches * 60_000
  const { learn, judge } = behaviourLearning.clickWindows(clicks)
  const lesson = (window: typeof learn) => ({ clicks: window.clicks, legs: legsAt(window.before, window.fromMs) })
  const startMs = performance.now()
  const steps = behaviourLearning.fitFusion({
    index: shop.index,
    learn: lesson(learn),
    judge: lesson(judge),
    budgetMs: 60_000,
    clock: () => performance.now(),
  })
  let step = steps.next()
  while (!step.done) step = steps.next()
  const seconds = (performance.now() - startMs) / 1000
  const { weights } = step.value
  const behaviour = legsAt(clicks, endMs)
  const clicked = quality(shop, (query) => behaviour.legs(query))
  return {
    bare: quality(shop, none),
    popular: quality(shop, (query) => popular.legs(query)),
    clicked,
    learned: weights ? quality(shop, (query) => behaviour.legs(query), new LearnedFusion(weights)) : clicked,
    isAccepted: weights !== undefined,
    seconds,
  }
}
