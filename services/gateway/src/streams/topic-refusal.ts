import type { StreamMessage, StreamTopic } from '@inkling/contracts'
import type { InklingError } from '@inkling/errors'

const ended = 'The subscription to this topic ended'

/**
 * What the followers of a topic are told when a service refuses it: why, in the words of topics rather than of the call
 * that reads their state, and that it is followed no more.
 */
export function topicRefusal(topic: StreamTopic, error: InklingError): StreamMessage {
  return {
    type: 'error',
    code: error.code,
    detail: `${topic.name}: ${reasonOf(topic, error)}. ${ended}`,
    topic: topic.name,
  }
}

function reasonOf({ kind, name, scenario }: StreamTopic, { detail, errors }: InklingError): string {
  if (errors.length === 0) return detail
  if (kind === 'suggestions' && scenario !== undefined && errors.some(({ pointer }) => pointer === '/scenario')) {
    const without = name.replace(`suggestions:${scenario}:`, 'suggestions:-:')
    const create = `create it with PUT /scenarios/${scenario}`
    return `There is no placement (scenario) ${scenario}; ${create}, or follow ${without}`
  }
  return errors.map((one) => one.detail).join('; ')
}
