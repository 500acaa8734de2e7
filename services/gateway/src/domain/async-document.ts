import {
  StreamCommand,
  StreamPosition,
  streamMessages,
  streamPath,
  streamProtocol,
  topicKinds,
} from '@inkling/contracts'

const refTo = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` })
const inChannel = (name: string) => ({ $ref: `#/channels/stream/messages/${name}` })

const topicsText = Object.entries(topicKinds)
  .map(([name, { scope, message }]) => `- \`${name}\`: messages of the type \`${message}\`; scope \`${scope}\``)
  .join('\n')

const description = `One stream follows up to 100 topics, by WebSocket (subprotocol \`${streamProtocol}\`) or by
server-sent events (\`Accept: text/event-stream\`). The key is sent as \`Authorization: Bearer\`, by browsers as a
further subprotocol \`inkling.key.ink_…\` or, if it is publishable, as the parameter \`key\`. A token is sent like a
key, but not as a parameter; one of a user follows only the predictions and suggestions of that user.

${topicsText}

A topic is \`predictions:user:{id}\`, \`predictions:session:{id}\`, \`suggestions:{scenario}:user:{id}\` or
\`…:session:{id}\` (\`-\` for no scenario), \`operations:{id}\`, or a name alone. The first message of a topic holds its
present state, and so does each further one: the latest counts.

- A frame holds the messages of a tick and a \`position\`. After a disconnect, subscribe to all topics at once with
  \`since\` (or \`Last-Event-ID\`): what was missed follows, or a \`gap\` and the present state.
- A client that reads too slowly gets only the latest state of each topic, then \`dropped\`, then the close code 1013.
- Close codes: 1003 a binary frame, 1008 too many commands or pings, 1009 a frame above 64 kB, 1012 the server stops,
  1013 too slow, 4401 the key or token has expired, or was revoked.`

/** What a client receives in one frame; its messages are described one by one. */
const frame = {
  name: 'frame',
  title: 'The messages of a tick',
  contentType: 'application/json',
  payload: {
    type: 'object',
    required: ['position', 'messages'],
    properties: {
      position: StreamPosition,
      messages: {
        type: 'array',
        items: { anyOf: Object.keys(streamMessages).map((name) => refTo('schemas', name)) },
      },
    },
  },
}

/** How a client reached the gateway. */
interface AsyncServer {
  readonly protocol: 'ws' | 'wss'
  readonly host: string | undefined
}

/** A name or an address, perhaps with a port (RFC 3986, 3.2.2). A brace would begin a variable of the document. */
const hostPattern = /^(?:[a-z0-9](?:[\w.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i

/** AsyncAPI 3 knows no server without a host: without a valid one the document names none. */
const serversOf = ({ protocol, host }: AsyncServer): object =>
  host === undefined || !hostPattern.test(host)
    ? {}
    : {
        servers: {
          gateway: {
            host,
            protocol,
            description: 'The gateway that serves this document',
            security: [refTo('securitySchemes', 'key')],
          },
        },
      }

/** The streams as AsyncAPI 3, made from the contract. */
export const asyncDocument = (server: AsyncServer): object => ({
  asyncapi: '3.0.0',
  info: { title: 'Inkling streams', version: '1.0.0', description, license: { name: 'Apache 2.0' } },
  defaultContentType: 'application/json',
  ...serversOf(server),
  channels: {
    stream: {
      address: streamPath,
      title: 'Streams',
      messages: { frame: refTo('messages', 'frame'), command: refTo('messages', 'command') },
      bindings: { ws: { method: 'GET' } },
    },
  },
  operations: {
    followTopics: {
      action: 'receive',
      summary: 'The server receives commands: what to follow',
      channel: { $ref: '#/channels/stream' },
      messages: [inChannel('command')],
    },
    tellChanges: {
      action: 'send',
      summary: 'The server sends frames: what changes',
      channel: { $ref: '#/channels/stream' },
      messages: [inChannel('frame')],
    },
  },
  components: {
    securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'A key, ink_…' } },
    messages: {
      frame,
      command: {
        name: 'command',
        title: 'What a client sends',
        contentType: 'application/json',
        payload: StreamCommand,
        examples: [{ payload: { type: 'subscribe', topics: ['predictions:user:ada'] } }],
      },
    },
    schemas: streamMessages,
  },
})
