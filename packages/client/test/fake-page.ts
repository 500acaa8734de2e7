import { vi } from 'vitest'

interface SnippetRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

export interface PageOptions {
  readonly href?: string
  /** How the page came to be: the fields of its PerformanceNavigationTiming. */
  readonly navigation?: object
  /** The data that the tab stored on the page before; undefined for a page without storage. */
  readonly storage?: Record<string, string> | undefined
  readonly isPrerendering?: boolean
  readonly savesData?: boolean
  /** Whether the browser loads pages that speculation rules name; by default it does. */
  readonly knowsRules?: boolean
  /** The answer to a request for rules. */
  readonly rules?: () => Promise<Response>
}

/** The globals that the snippet uses of a browser, as a page with `options` has them, without the Navigation API. */
export function openPage({ href = 'https://shop.example/tea?x=1#top', ...options }: PageOptions = {}) {
  const location = new URL(href)
  const requests: SnippetRequest[] = []
  const rules: { type: string; textContent: string }[] = []
  const pageEvents = new EventTarget()
  const documentEvents = new EventTarget()
  const answer = options.rules ?? (async () => new Response('{"prefetch":[],"prerender":[]}'))
  vi.stubGlobal('location', location)
  vi.stubGlobal('addEventListener', pageEvents.addEventListener.bind(pageEvents))
  vi.stubGlobal('window', {})
  vi.stubGlobal('HTMLScriptElement', { supports: () => options.knowsRules ?? true })
  const history = { pushState: (_state: unknown, _title: string, url: string) => navigate(url) }
  vi.stubGlobal('history', history)
  vi.stubGlobal('navigator', { connection: { saveData: options.savesData ?? false } })
  vi.stubGlobal('performance', { getEntriesByType: () => [options.navigation].filter(Boolean) })
  vi.stubGlobal('sessionStorage', 'storage' in options ? options.storage : {})
  vi.stubGlobal('document', {
    prerendering: options.isPrerendering ?? false,
    addEventListener: documentEvents.addEventListener.bind(documentEvents),
    createElement: () => {
      const element = { type: '', textContent: '', remove: () => void rules.splice(rules.indexOf(element), 1) }
      return element
    },
    head: { append: (element: (typeof rules)[number]) => void rules.push(element) },
  })
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    const { method = 'GET', headers, body } = init
    requests.push({
      url,
      method,
      headers: headers as SnippetRequest['headers'],
      body: body && JSON.parse(String(body)),
    })
    return method === 'GET' ? answer() : new Response('{}', { headers: { 'consistency-token': 'token' } })
  })

  function navigate(url: string) {
    location.href = new URL(url, location).href
  }

  return {
    requests,
    /** The rule sets in the document. */
    rules,
    views: () => requests.filter(({ url }) => url.endsWith('/events')).map(({ body }) => body),
    /** Resolves after the answers to all requests so far are handled. */
    settle: async () => {
      for (let turn = 0; turn < 50; turn++) await Promise.resolve()
      await new Promise<void>((resolve) => setImmediate(resolve))
    },
    pushState: (url: string) => history.pushState({}, '', url),
    show: () => documentEvents.dispatchEvent(new Event('prerenderingchange')),
    restore: (persisted: boolean) => pageEvents.dispatchEvent(Object.assign(new Event('pageshow'), { persisted })),
    goBack: (url: string) => {
      navigate(url)
      pageEvents.dispatchEvent(new Event('popstate'))
    },
  }
}
