import { type StreamFrame, type StreamMessage, streamPath, streamProtocol } from '@inkling/contracts'
import { expect } from 'vitest'
import WebSocket, { type ClientOptions } from 'ws'
import { bearer, ownAddress } from './callers.ts'
import { eventually } from './eventually.ts'
import { sharedStack } from './shared-stack.ts'

type OfType<T> = Extract<StreamMessage, { type: T }>

export interface OpenOptions extends ClientOptions {
  readonly url?: string
  readonly query?: Readonly<Record<string, string>> | [string, string][]
  readonly headers?: Record<string, string>
}

/** The address of the streams, by WebSocket. */
export function streamUrl({ url = sharedStack().url, query = {} }: OpenOptions = {}): string {
  return `${url.replace(/^http/, 'ws')}${streamPath}?${new URLSearchParams(query)}`
}

/** Opens a WebSocket with a key, and keeps what arrives. */
export async function openStream(key: string, options: OpenOptions = {}) {
  const headers = { ...ownAddress(), ...bearer(key), ...options.headers }
  const socket = new WebSocket(streamUrl(options), [streamProtocol], { ...options, headers })
  const messages: StreamMessage[] = []
  const frames: StreamFrame[] = []
  let closed: number | undefined
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as StreamFrame
    frames.push(frame)
    messages.push(...frame.messages)
  })
  socket.on('close', (code) => {
    closed = code
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('unexpected-response', (_request, response) => {
      let text = ''
      response.on('data', (part) => {
        text += part
      })
      response.on('end', () => reject(new Refused(response.statusCode ?? 0, JSON.parse(text))))
    })
    socket.once('error', reject)
  })
  const of = <T extends StreamMessage['type']>(type: T) => messages.filter((one): one is OfType<T> => one.type === type)
  return {
    socket,
    messages,
    frames,
    of,
    send: (command: unknown) => socket.send(typeof command === 'string' ? command : JSON.stringify(command)),
    subscribe: (...topics: string[]) => socket.send(JSON.stringify({ type: 'subscribe', topics })),
    /** The position of the last frame. */
    position: () => frames.findLast(({ position }) => position !== '')?.position ?? '',
    /** The nth message of a type, from 1; waits for it. */
    async nth<T extends StreamMessage['type']>(type: T, n = 1): Promise<OfType<T>> {
      await eventually(async () => expect(of(type).length, JSON.stringify(messages)).toBeGreaterThanOrEqual(n))
      return of(type)[n - 1] as OfType<T>
    },
    /** The code with which it is closed; waits for that. */
    async closed(): Promise<number> {
      await eventually(async () => expect(closed).toBeDefined())
      return closed as number
    },
    close: () => socket.terminate(),
  }
}

export type TestStream = Awaited<ReturnType<typeof openStream>>

/** The answer to an upgrade that was refused. */
export class Refused extends Error {
  readonly status: number
  readonly problem: { readonly code: string; readonly detail: string }

  constructor(status: number, problem: Refused['problem']) {
    super(`${status} ${problem.detail}`)
    this.status = status
    this.problem = problem
  }
}
