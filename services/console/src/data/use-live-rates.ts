import { useEffect, useMemo, useState } from 'react'
import { liveRatesOf, type Reading, readingOf, withReading } from './live-rates.ts'
import { live, useCall } from './use-call.ts'

/** The readings are kept while the console is open, also on other pages. */
let kept: readonly Reading[] = []

/** The rates of all requests, read again every few seconds. */
export function useLiveRates() {
  const traffic = useCall('getTraffic', undefined, { every: live.fast })
  const [readings, setReadings] = useState(kept)
  const { data, dataUpdatedAt } = traffic
  useEffect(() => {
    if (!data) return
    kept = withReading(kept, readingOf(data, dataUpdatedAt))
    setReadings(kept)
  }, [data, dataUpdatedAt])
  return { rates: useMemo(() => liveRatesOf(readings), [readings]), error: traffic.error }
}
