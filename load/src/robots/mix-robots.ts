import { seededRandom } from '@inkling/learning'
import type { UsageEvent } from '@inkling/predictors'

/** Log-normal, with a median of 20 s (Claypool et al., Implicit Interest Indicators, 2001, find such dwell times). */
export const pauseOf = (random: () => number, medianMs = 20_000) => medianMs * Math.exp(normal(random))
const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

export const robotKinds = ['fixed times', 'crawler', 'no stay', 'circles'] as const

interface Robot {
  readonly kind: (typeof robotKinds)[number]
  readonly events: number
  readonly itemAt: (n: number) => string
  readonly pauseMs: () => number
}

/** One of each kind in turn. Items of all but the crawler are as popular as people make them. */
function robotOf(n: number, random: () => number, popular: () => string, catalogue: readonly string[]): Robot {
  const length = (least: number, most: number) => least + Math.floor(random() * (most - least))
  const everyMs = length(2_000, 30_000)
  const first = Math.floor(random() * catalogue.length)
  const ring = Array.from({ length: length(3, 8) }, popular)
  const robots: Robot[] = [
    { kind: 'fixed times', events: length(20, 60), itemAt: popular, pauseMs: () => everyMs * (0.97 + 0.06 * random()) },
    {
      kind: 'crawler',
      events: length(100, 300),
      itemAt: (step) => catalogue[(first + step) % catalogue.length] ?? '',
      pauseMs: () => pauseOf(random),
    },
    { kind: 'no stay', events: length(20, 60), itemAt: popular, pauseMs: () => 20 + 300 * random() },
    {
      kind: 'circles',
      events: length(25, 60),
      itemAt: (step) => ring[step % ring.length] ?? '',
      pauseMs: () => pauseOf(random),
    },
  ]
  return robots[n % robots.length] as Robot
}

/** Names of sessions of robots say so. */
export const isRobot = (sessionId: string) => sessionId.startsWith('robot ')
export const isRobotOf = (kind: string) => (sessionId: string) => sessionId.startsWith(`robot ${kind} `)

/** The training with robots among it, whose sessions are this share of all. */
export function mixRobots(train: readonly UsageEvent[], share: number, seed: number): UsageEvent[] {
  const random = seededRandom(seed)
  const people = new Set(train.map(({ sessionId }) => sessionId)).size
  const robots = Math.round((people * share) / (1 - share))
  const popular = () => train[Math.floor(random() * train.length)]?.itemId ?? ''
  const catalogue = [...new Set(train.map(({ itemId }) => itemId))]
  const [firstMs, lastMs] = [train[0]?.atMs ?? 0, train.at(-1)?.atMs ?? 0]
  const added: UsageEvent[] = []
  for (let n = 0; n < robots; n++) {
    const { kind, events, itemAt, pauseMs } = robotOf(n, random, popular, catalogue)
    let atMs = firstMs + random() * (lastMs - firstMs)
    for (let step = 0; step < events; step++) {
      added.push({ sessionId: `robot ${kind} ${n}`, itemId: itemAt(step), atMs })
      atMs += pauseMs()
    }
  }
  return [...train, ...added].sort((a, b) => a.atMs - b.atMs)
}
