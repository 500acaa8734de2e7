import {
  readTopic,
  type StreamTopic,
  Subscribe,
  streamLimits,
  streamPing,
  topicKinds,
  Unsubscribe,
} from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { checker } from '@inkling/service-kit'
import type { Connection, StreamOwner } from './connection.ts'
import type { Connections } from './connections.ts'
import type { Streams } from './streams.ts'

const forms = { subscribe: checker(Subscribe), unsubscribe: checker(Unsubscribe), ping: checker(streamPing) }
const usage = 'Send JSON such as {"type": "subscribe", "topics": ["predictions:user:ada"]}'
const topicForms =
  'predictions:user:{id}, predictions:session:{id}, suggestions:{scenario or -}:user:{id}, ' +
  'suggestions:{scenario or -}:session:{id}, operations:{id}, learning, metrics, level or alerts'

/** A refusal that names a topic. */
class TopicError extends InklingError {
  readonly topic: string

  constructor(code: 'forbidden_scope' | 'forbidden_user' | 'validation_failed', topic: string, detail: string) {
    super(code, detail)
    this.topic = topic
  }
}

/**
 * The topics that a stream may follow, by their names.
 * @throws InklingError validation_failed for a name that is none, forbidden_scope or forbidden_user for one that it may
 * not follow
 */
export function topicsFor(owner: StreamOwner, names: readonly string[]): StreamTopic[] {
  const unique = [...new Set(names.map((name) => pseudonymousTopic(owner, name)))]
  return unique.map((name) => {
    const topic = readTopic(name)
    if (!topic) throw new TopicError('validation_failed', name, `There is no such topic; use ${topicForms}`)
    const refusal = refusalOf(owner, topic)
    if (refusal) throw new TopicError(refusal.code, name, refusal.detail)
    return topic
  })
}

/** The topic of a user is that of the pseudonym, if the tenant has pseudonyms. */
function pseudonymousTopic({ identity: { pseudonymOf } }: StreamOwner, name: string): string {
  const { who } = (pseudonymOf && readTopic(name)) ?? {}
  if (!pseudonymOf || !who || !('userId' in who)) return name
  return name.slice(0, name.length - who.userId.length) + pseudonymOf(who.userId)
}

interface Refusal {
  readonly code: 'forbidden_scope' | 'forbidden_user'
  readonly detail: string
}

function refusalOf(owner: StreamOwner, topic: StreamTopic): Refusal | undefined {
  const { scope } = topicKinds[topic.kind]
  if (!owner.identity.scopes.includes(scope))
    return { code: 'forbidden_scope', detail: `This topic needs the scope ${scope}` }
  return owner.identity.userId === undefined ? refusalOfPage(owner, topic) : refusalOfUser(owner.identity.userId, topic)
}

/** A session of a topic may be another user's. */
function refusalOfUser(userId: string, { who }: StreamTopic): Refusal | undefined {
  if (who && 'userId' in who && who.userId === userId) return undefined
  const detail =
    'The token speaks for one user: it follows only predictions:user:{id} and suggestions:{scenario or -}:user:{id} ' +
    'of that user'
  return { code: 'forbidden_user', detail }
}

function refusalOfPage({ isForPages, ownSession }: StreamOwner, topic: StreamTopic): Refusal | undefined {
  if (!isForPages) return undefined
  const isOwn = topic.kind === 'predictions' && topic.who && 'sessionId' in topic.who && topic.who.sessionId
  if (isOwn && isOwn === ownSession) return undefined
  const detail = 'A key of pages follows only predictions:session:{id}, with the id that the stream names as sessionId'
  return { code: 'forbidden_scope', detail }
}

/** Does what a client sends. What cannot be done is answered with a message of the type `error`; the stream goes on. */
export async function execute(
  connection: Connection,
  text: string,
  { streams, connections }: { readonly streams: Streams; readonly connections: Connections },
): Promise<void> {
  try {
    const command = readCommand(text)
    const cost = command.type === 'subscribe' ? command.topics.length : 1
    if (!connection.budget.take(cost, performance.now()))
      return connections.close(connection, 'tooMany', 'Too many commands; send fewer than 30 a second')
    if (command.type === 'ping') connection.tell({ type: 'pong' })
    else if (command.type === 'unsubscribe')
      streams.unsubscribe(
        connection,
        command.topics.map((name) => pseudonymousTopic(connection.owner, name)),
      )
    else await streams.subscribe(connection, topicsFor(connection.owner, command.topics), command.since || undefined)
  } catch (error) {
    connection.tell({ type: 'error', ...facts(error) })
  }
  connections.wake(connection)
}

function readCommand(text: string) {
  const command = parse(text)
  const type = (command as { type?: unknown } | null)?.type
  if (type === 'ping') return forms.ping(command)
  if (type === 'unsubscribe') return forms.unsubscribe(withKnownTopics(command))
  if (type !== 'subscribe')
    throw new InklingError('validation_failed', `\`type\` must be subscribe, unsubscribe or ping. ${usage}`)
  return forms.subscribe(withKnownTopics(command))
}

/** Says what topics there are, where the schema would show a pattern. */
function withKnownTopics(command: unknown): unknown {
  const { topics } = command as { topics?: unknown }
  if (!Array.isArray(topics) || topics.length > streamLimits.subscriptions) return command
  for (const name of topics)
    if (typeof name === 'string' && !readTopic(name))
      throw new TopicError('validation_failed', name, `There is no such topic; use ${topicForms}`)
  return command
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new InklingError('malformed_json', `This is not JSON. ${usage}`)
  }
}

const maxQuoted = 400

function facts(error: unknown) {
  if (!(error instanceof InklingError)) return { code: 'internal', detail: 'The command failed; send it again' }
  const fields = error.errors.map(({ pointer, detail }) => `${pointer || 'the command'}: ${detail}`)
  const topic = error instanceof TopicError ? { topic: error.topic.slice(0, maxQuoted) } : {}
  return { code: error.code, detail: [error.detail, ...fields].join('; '), ...topic }
}
