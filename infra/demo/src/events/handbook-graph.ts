import type { DemoItem } from '../items/demo-items.ts'
import type { Random } from './random.ts'
import { allTrails } from './trails.ts'

export type Page = { id: string; section: string; popularity: number }
export type Step = { page: Page; weight: number }

export type HandbookGraph = {
  pages: readonly Page[]
  /** The pages that a reader may open after a page; the weight says how likely each is. */
  stepsFrom(id: string): readonly Step[]
}

const trailWeight = 3
const sectionWeight = 0.8

/**
 * The pages and the steps between them. A step weighs more if a trail takes it, if it stays in a section, if the pages
 * share tags (rare tags count more), and if its target is popular.
 */
export function handbookGraph(items: readonly DemoItem[], random: Random): HandbookGraph {
  const pages = items.map((item) => toPage(item, random))
  const tagWeight = inverseDocumentFrequency(items)
  const steps = new Map(
    items.map((from) => [
      from.id,
      items.flatMap((to, index) => {
        const page = pages[index]
        const weight = page ? affinity(from, to, tagWeight) * page.popularity : 0
        return page && weight > 0 ? [{ page, weight }] : []
      }),
    ]),
  )
  return { pages, stepsFrom: (id) => steps.get(id) ?? [] }
}

/** A page on many trails is popular. A log-normal factor adds a long tail. */
function toPage({ id, attributes }: DemoItem, random: Random): Page {
  const trailsThrough = allTrails.filter((trail) => trail.includes(id)).length
  return { id, section: attributes.section, popularity: (1 + trailsThrough) * Math.exp(0.5 * random.normal()) }
}

function affinity(from: DemoItem, to: DemoItem, tagWeight: (tag: string) => number): number {
  if (from.id === to.id) return 0
  const shared = from.tags.filter((tag) => to.tags.includes(tag)).reduce((sum, tag) => sum + tagWeight(tag), 0)
  const onTrail = allTrails.filter((trail) => trail.some((id, at) => id === from.id && trail[at + 1] === to.id)).length
  const sameSection = from.attributes.section === to.attributes.section ? sectionWeight : 0
  return trailWeight * Math.sqrt(onTrail) + sameSection + shared ** 2 / 4
}

function inverseDocumentFrequency(items: readonly DemoItem[]): (tag: string) => number {
  const counts = new Map<string, number>()
  for (const tag of items.flatMap((item) => item.tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return (tag) => Math.log(items.length / (counts.get(tag) ?? items.length)) / Math.LN2 / 3
}
