import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** A span as OTLP/HTTP carries it in JSON, with the service that made it. */
export interface ExportedSpan {
  service: string
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  attributes: { key: string; value: object }[]
  events?: object[]
  status: { code?: number; message?: string }
}

interface TraceExport {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] }
    scopeSpans: { spans: Omit<ExportedSpan, 'service'>[] }[]
  }[]
}

function spansOf({ resourceSpans }: TraceExport): ExportedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? ''
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(({ traceId, spanId, parentSpanId, name, attributes, events, status }) => ({
        service,
        traceId,
        spanId,
        ...(parentSpanId && { parentSpanId }),
        name,
        attributes,
        ...(events && { events }),
        status,
      })),
    )
  })
}

/**
 * Keeps the spans that are posted to /v1/traces; GET /spans?traceId= returns the spans of a trace, GET /spans all of
 * them.
 */
export async function startOtlpCollector() {
  const spans: ExportedSpan[] = []
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname === '/v1/traces') spans.push(...spansOf((await json(request)) as TraceExport))
    const wanted = searchParams.get('traceId')
    const found = pathname === '/spans' ? spans.filter(({ traceId }) => wanted === null || traceId === wanted) : {}
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(found))
  }
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
