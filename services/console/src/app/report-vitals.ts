import { type Metric, onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals'
import { consoleHeaders } from '../data/client.ts'
import type { PageId } from './pages.ts'

/** Sends the Web Vitals of the page that was opened first, when they are known or the page is hidden. */
export function reportVitals(page: PageId): void {
  let waiting: { page: string; name: string; value: number }[] = []
  const note = ({ name, value }: Metric) => void waiting.push({ page, name, value })
  for (const on of [onCLS, onFCP, onINP, onLCP, onTTFB]) on(note)
  const send = () => {
    const body = waiting.filter(({ value }) => Number.isFinite(value))
    waiting = []
    if (body.length === 0) return
    const headers = { ...consoleHeaders, 'content-type': 'application/json' }
    // A measurement that is lost is not worth an error.
    void fetch('/console/vitals', { method: 'POST', keepalive: true, headers, body: JSON.stringify(body) }).catch(
      () => undefined,
    )
  }
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && send())
}
