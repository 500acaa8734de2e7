import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

export interface ExportedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly attributes: readonly { readonly key: string; readonly value: object }[]
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[]
  readonly status: { readonly code: number }
}

interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: Pick<ExportedSpan, 'attributes'>
    readonly scopeSpans: readonly { readonly spans: readonly ExportedSpan[] }[]
  }[]
}

/** Starts an OTLP/HTTP collector that keeps what it receives. */
export async function startCollector() {
  const received: ExportRequest[] = []
  const paths = new Set<string | undefined>()
  const server = createServer(async (request, response) => {
    paths.add(request.url)
    // A process that ends in the middle of its export sends no more.
    const sent = await json(request).catch(() => undefined)
    if (sent !== undefined) received.push(sent as ExportRequest)
    response.setHeader('content-type', 'application/json').end('{}')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const resourceSpans = () => received.flatMap((request) => request.resourceSpans)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths,
    spans: () => resourceSpans().flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    resources: () => resourceSpans().map(({ resource }) => attributesOf(resource)),
    clear: () => void received.splice(0),
    close: () => server.close(),
  }
}

export const attributesOf = ({ attributes }: Pick<ExportedSpan, 'attributes'>) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
