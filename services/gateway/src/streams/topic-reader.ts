import { type Answer, basePath, calls, type MetricsReport, type Operation } from '@inkling/contracts'
import { fromProblem, type InklingError } from '@inkling/errors'
import { Deadline } from '@inkling/resilience'
import type { Caller, LoadMonitor, Upstream } from '@inkling/service-kit'
import type { Channel } from './connection.ts'
import type { ReadState, ReadTopic } from './refresher.ts'

export interface TopicReaderParts {
  readonly upstreams: Readonly<Record<'prediction' | 'suggestion' | 'maintenance', Upstream>>
  readonly load: Pick<LoadMonitor, 'level' | 'forced'>
  /** Names this gateway to operators. */
  readonly gateway: string
  readonly measure: () => Promise<Omit<MetricsReport, 'gateway'>>
}

const readWithinMs = 5_000
const listed = 10

type Read = (channel: Channel, headers: Readonly<Record<string, string>>) => Promise<ReadState>

/** Returns a function that reads the present state of a topic, from the services that know it. */
export function topicReader({ upstreams, load, gateway, measure }: TopicReaderParts): ReadTopic {
  const { prediction, suggestion, maintenance } = upstreams
  const whole = (data: unknown): ReadState => ({ data, significant: data })

  const readers: Readonly<Record<Channel['topic']['kind'], Read>> = {
    async predictions(channel, headers) {
      const body = { ...channel.topic.who, limit: listed }
      return ranked(await prediction.call(calls.predict, { body, headers }, callerOf(channel)))
    },
    async suggestions(channel, headers) {
      const { who, scenario } = channel.topic
      const body = { ...who, ...(scenario !== undefined && { scenario }), context: {}, limit: listed }
      return ranked(await suggestion.call(calls.suggest, { body, headers }, callerOf(channel)))
    },
    async operations(channel) {
      const { method, path, idempotent } = calls.getOperation
      const route = basePath + path
      const asked = { method, path: route.replace(':id', channel.topic.id ?? ''), route, headers: {}, idempotent }
      const { status, body } = await maintenance.send(asked, callerOf(channel))
      const answer = JSON.parse(body.toString())
      if (status >= 400) throw fromProblem(answer) as InklingError
      return { ...whole(answer), isFinal: (answer as Operation).finishedAt !== null }
    },
    learning: async (channel) => whole(await suggestion.call(calls.getLearningMetrics, {}, callerOf(channel))),
    async alerts(channel) {
      const report = await maintenance.call(calls.listAlerts, {}, callerOf(channel))
      return { data: report, significant: report.data }
    },
    level: async () => whole({ gateway, level: load.level, forced: load.forced !== undefined }),
    metrics: async () => whole({ gateway, ...(await measure()) }),
  }
  return (channel, token) =>
    readers[channel.topic.kind](channel, token === undefined ? {} : { 'consistency-token': token })
}

/** A change of the order is news; another number of the same item is not. */
const ranked = (answer: Pick<Answer, 'data' | 'meta'>): ReadState => ({
  data: answer,
  significant: answer.data.map(({ itemId }) => itemId),
  isBehind: answer.meta.degraded?.includes('consistency') ?? false,
})

const callerOf = ({ reader }: Channel): Caller => ({ principal: reader, deadline: new Deadline(readWithinMs) })
