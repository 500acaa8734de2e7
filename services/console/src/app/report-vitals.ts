import { measureVitals } from '@inkling/client/vitals'
import { consoleHeaders } from '../first/client.ts'
import type { PageId } from './pages.ts'

/** Sends the Web Vitals of the page that was opened first. */
export const reportVitals = (page: PageId): void =>
  measureVitals((vitals) => {
    const body = JSON.stringify(vitals.map((vital) => ({ page, ...vital })))
    const headers = { ...consoleHeaders, 'content-type': 'application/json' }
    // A measurement that is lost is not worth an error.
    void fetch('/console/vitals', { method: 'POST', keepalive: true, headers, body }).catch(() => undefined)
  })
