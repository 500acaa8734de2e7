import { useEffect, useState } from 'react'
import { type Rates, type Reading, ratesBetween, readingOf } from './live-rates.ts'
import { live, useCall } from './use-call.ts'

/** Five minutes. */
const kept = 100

/** What was seen is kept while the console is open, also on other pages. */
let last: Reading | undefined
let seen: readonly Rates[] = []

/** The rates of all requests, read again every few seconds; the newest last. */
export function useLiveRates() {
  const traffic = useCall('getTraffic', undefined, { every: live.fast })
  const [rates, setRates] = useState(seen)
  const { data, dataUpdatedAt } = traffic
  useEffect(() => {
    if (!data || last?.atMs === dataUpdatedAt) return
    const reading = readingOf(data, dataUpdatedAt)
    const between = last && ratesBetween(last, reading)
    last = reading
    if (!between) return
    seen = [...seen, between].slice(-kept)
    setRates(seen)
  }, [data, dataUpdatedAt])
  return { rates, error: traffic.error }
}
