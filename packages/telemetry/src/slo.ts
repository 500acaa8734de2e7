/** What kind of work a request is, for service-level objectives. */
export const answerClasses = ['predict', 'suggest', 'search', 'events', 'other'] as const
export type AnswerClass = (typeof answerClasses)[number]

/** What is counted: answers, and how long committed events took until they changed answers. */
export const sloClasses = [...answerClasses, 'freshness'] as const
export type SloClass = (typeof sloClasses)[number]

/** Upper edges of the latencies that are counted, in ms; slower answers are in one more bucket. */
export const latencyEdgesMs = [10, 25, 50, 100, 200, 300, 400, 500, 1_000, 2_500] as const
type LatencyEdgeMs = (typeof latencyEdgesMs)[number]

/**
 * A share of the answers that must be good, over a sliding window. Every answer of the API to a valid key counts, and
 * every error of Inkling while a key could not be checked. Those with an edge count answers without an error.
 */
export interface Slo {
  readonly name: string
  readonly title: string
  /** The least share of good answers, in (0, 1). */
  readonly objective: number
  readonly windowDays: number
  readonly classes: readonly SloClass[]
  /** With an edge, an answer is good if it came within so many ms; without one, if its status is below 500. */
  readonly withinMs?: LatencyEdgeMs
}

const answers: readonly SloClass[] = ['predict', 'suggest', 'search']

/**
 * Not among them: the age of the backup, which is no share of answers (an alert watches it), and, because nothing
 * measures them, acknowledged events that are lost.
 */
export const slos: readonly Slo[] = [
  {
    name: 'availability',
    title: 'Requests answered without an error of Inkling',
    objective: 0.999,
    windowDays: 30,
    classes: answerClasses,
  },
  {
    name: 'errors',
    title: 'Answers without an error of Inkling, on each day',
    objective: 0.99,
    windowDays: 1,
    classes: answerClasses,
  },
  fast('predict', 500),
  fast('suggest', 400),
  fast('search', 300),
  {
    name: 'p99',
    title: 'Predictions, suggestions and searches answered within 1 s',
    objective: 0.99,
    windowDays: 30,
    classes: answers,
    withinMs: 1_000,
  },
  {
    name: 'freshness',
    title: 'Committed events that change predictions within 1 s',
    objective: 0.99,
    windowDays: 30,
    classes: ['freshness'],
    withinMs: 1_000,
  },
]

/** 95 % of the answers of a class come within `withinMs`. */
function fast(name: AnswerClass, withinMs: LatencyEdgeMs): Slo {
  const titles = {
    predict: 'Predictions',
    suggest: 'Suggestions',
    search: 'Searches',
    events: 'Events',
    other: 'Others',
  }
  const title = `${titles[name]} answered within ${withinMs} ms`
  return { name: `p95-${name}`, title, objective: 0.95, windowDays: 30, classes: [name], withinMs }
}

/** How many answers there were in a time, of one class. */
export interface AnswerCounts {
  readonly class: SloClass
  /** Those with an error included. */
  readonly total: number
  readonly errors: number
  /** Those without an error, by latency: within the first edge, within the second but not the first, and so on. */
  readonly latency: readonly number[]
}

export interface Compliance {
  readonly total: number
  readonly good: number
  /** The share that is good; undefined if there was no answer. */
  readonly measured: number | undefined
}

/** What an objective says of counts. */
export function complianceOf({ classes, withinMs }: Slo, counts: readonly AnswerCounts[]): Compliance {
  const own = counts.filter((count) => classes.includes(count.class))
  const total = sum(own.map((count) => (withinMs === undefined ? count.total : sum(count.latency))))
  const good = sum(own.map((count) => (withinMs === undefined ? count.total - count.errors : within(count, withinMs))))
  return { total, good, measured: total === 0 ? undefined : good / total }
}

/**
 * How fast the error budget is used: at 1, all of it in exactly the window of the objective. 0 without an answer.
 * Google, The Site Reliability Workbook, chapter 5.
 */
export const burnRateOf = ({ objective }: Slo, { total, good }: Compliance): number =>
  total === 0 ? 0 : (total - good) / total / (1 - objective)

/** Upper edge, in ms, of the bucket in which the quantile is; undefined if it is above the last edge or unknown. */
export function quantileOf(quantile: number, counts: readonly AnswerCounts[]): number | undefined {
  const total = sum(counts.flatMap(({ latency }) => latency))
  if (total === 0) return undefined
  return latencyEdgesMs.find((edge) => sum(counts.map((count) => within(count, edge))) >= quantile * total)
}

const within = ({ latency }: AnswerCounts, edge: LatencyEdgeMs): number =>
  sum(latency.slice(0, latencyEdgesMs.indexOf(edge) + 1))

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
