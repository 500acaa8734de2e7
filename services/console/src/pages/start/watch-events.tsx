import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { endSession } from '../../data/create-queries.ts'
import { counted } from '../../data/format.ts'
import type { Answer } from '../../data/use-call.ts'
import { client } from '../../first/client.ts'
import { Badge } from '../../ui/badge.tsx'
import { FaultNote } from '../../ui/fault-note.tsx'
import { Time } from '../../ui/time.tsx'

const casesOf = ({ models }: Answer<'getLearningMetrics'>) => models.find(({ model }) => model === 'blend')?.cases ?? 0

/** Watches for events of visitors: each one is compared with the prediction before it, and counts. */
export function WatchEvents() {
  const [arrived, setArrived] = useState<{ readonly events: number; readonly at: string }>()
  const [error, setError] = useState<unknown>()
  const queries = useQueryClient()
  useEffect(() => {
    const ending = new AbortController()
    const watch = async () => {
      let before: number | undefined
      for await (const message of client.stream({ topics: ['learning'], signal: ending.signal })) {
        if (message.type !== 'learning') continue
        const cases = casesOf(message.data)
        before ??= cases
        if (cases > before) setArrived({ events: cases - before, at: new Date().toISOString() })
      }
    }
    watch().catch((reason: unknown) => {
      endSession(queries, reason)
      setError(reason)
    })
    return () => ending.abort()
  }, [queries])
  if (error) return <FaultNote error={error} />
  return (
    <p className="row-line" role="status">
      {arrived ? (
        <>
          <Badge tone="good">arrived</Badge>
          <span>
            {counted(arrived.events, 'event')} since this page was opened, the last <Time at={arrived.at} />
          </span>
        </>
      ) : (
        <>
          <Badge tone="warn">waiting</Badge>
          <span>Open a page of the site: its first event shows here within 20 seconds.</span>
        </>
      )}
    </p>
  )
}
