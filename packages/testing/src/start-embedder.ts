import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface EmbeddingsRequest {
  readonly model: string
  readonly input: string[]
  readonly dimensions?: number
  readonly encoding_format?: string
}

interface Embedding {
  readonly index: number
  readonly embedding: number[] | string
}

/** An answer in place of the embeddings. Undefined leaves the caller without an answer. */
interface Answer {
  readonly status?: number
  readonly body: string
}

type Behaviour = (embeddings: readonly Embedding[], request: EmbeddingsRequest) => Answer | undefined

const usualDimensions = 64

const asOpenAi: Behaviour = (data, { model }) => ({ body: JSON.stringify({ object: 'list', model, data }) })

/**
 * An OpenAI-compatible `/v1/embeddings` endpoint over HTTP, for tests. Texts that share words, or
 * synonyms by `synonyms`, have similar vectors; all other texts have dissimilar ones.
 */
export async function startEmbedder(synonyms: Readonly<Record<string, string>> = {}) {
  const asked: (EmbeddingsRequest & { readonly authorization: string | undefined })[] = []
  let behaviour = asOpenAi
  let held: Promise<unknown> = Promise.resolve()
  const server = createServer(async (request, response) => {
    if (request.url !== '/v1/embeddings' || request.method !== 'POST') return send(response, { status: 404, body: '' })
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString()) as EmbeddingsRequest
    asked.push({ ...body, authorization: request.headers.authorization })
    const embeddings = body.input.map((text, index) => ({
      index,
      embedding: encoded(vectorOf(text, body, synonyms), body),
    }))
    await held
    const answer = behaviour(embeddings, body)
    if (answer) send(response, answer)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    /** All requests in the order in which they came. */
    asked,
    /** Changes the answers from now on. Without an argument the endpoint answers correctly again. */
    behave: (otherwise: Behaviour = asOpenAi) => {
      behaviour = otherwise
    },
    /** Answers later requests only after `until`. */
    hold: (until: Promise<unknown>) => {
      held = until
    },
    /** Refuses connections until `start`. */
    async stop() {
      server.closeAllConnections()
      if (server.listening) await once(server.close(), 'close')
    },
    async start() {
      if (!server.listening) await once(server.listen(port, '127.0.0.1'), 'listening')
    },
  }
}

function send(response: ServerResponse, { status = 200, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body)
}

function encoded(vector: Float32Array, { encoding_format: format }: EmbeddingsRequest): number[] | string {
  return format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector]
}

/** The sum of one direction per word. */
function vectorOf(text: string, { dimensions = usualDimensions }: EmbeddingsRequest, synonyms: Record<string, string>) {
  const vector = new Float32Array(dimensions)
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? ['']) {
    let state = hash(synonyms[word] ?? word)
    for (let n = 0; n < dimensions; n++) {
      state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + n
      vector[n] = (vector[n] as number) + (state % 2 === 0 ? 1 : -1)
    }
  }
  return vector
}

const hash = (word: string): number =>
  [...word].reduce((state, letter) => Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193), 0x811c9dc5)
