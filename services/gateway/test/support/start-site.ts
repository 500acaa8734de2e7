import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

interface SiteRequest {
  /** Path with query. */
  readonly path: string
  /** The header Sec-Purpose; empty if a person opened the page. */
  readonly purpose: string
}

interface Served {
  /** The HTML in the head of every page. */
  readonly head: string
  readonly headers?: Readonly<Record<string, string>>
  /** Pages that are gone: they answer 404. */
  readonly gone?: readonly string[]
}

/**
 * A small site of pages that link to each other, which remembers what it was asked for. Asking for anything else, by
 * which scripts of a page report, answers nothing, and `/go` waits until the test lets it.
 */
export async function startSite(pages: readonly string[], served: () => Served) {
  const requests: SiteRequest[] = []
  const gate = Promise.withResolvers<void>()
  const links = pages.map((path) => `<a href="${path}">${path}</a>`).join(' ')
  const server = createServer(async (request, response) => {
    const { url: path = '', headers } = request
    requests.push({ path, purpose: String(headers['sec-purpose'] ?? '') })
    if (path === '/go') await gate.promise
    if (!pages.includes(path)) return response.writeHead(204).end()
    const { head, headers: own, gone = [] } = served()
    response.writeHead(gone.includes(path) ? 404 : 200, { 'content-type': 'text/html', ...own })
    return response.end(`<!doctype html><html><head><title>${path}</title>${head}</head><body>${links}</body></html>`)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The requests since the last `forget` whose path begins with this, in their order. */
    purposesOf: (start: string) => requests.filter(({ path }) => path.startsWith(start)).map(({ purpose }) => purpose),
    /** The query of the first such request. */
    reportOf: (start: string) =>
      new URLSearchParams(requests.find(({ path }) => path.startsWith(start))?.path.split('?')[1]),
    forget: () => void requests.splice(0),
    go: () => gate.resolve(),
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
