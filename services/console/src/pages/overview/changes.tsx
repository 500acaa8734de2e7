import type { GetMetricsReply } from '../../data/replies.ts'
import { allows, useSession } from '../../data/session.ts'
import { live, useCall } from '../../data/use-call.ts'
import { Badge } from '../../ui/badge.tsx'
import { Time } from '../../ui/time.tsx'

const shown = 12

interface Change {
  readonly at: string
  readonly what: string
  readonly state: string
}

/** What may have caused a change in behaviour, newest first. */
export function Changes({ metrics }: { readonly metrics: GetMetricsReply }) {
  const { data: session } = useSession()
  const runs = useCall(
    'listRuns',
    { query: { limit: shown } },
    { every: live.slow, enabled: allows(session, ['maintenance:read']) },
  )
  const changes = [...startsOf(metrics), ...(runs.data?.data ?? []).map(runChange)]
    .toSorted((a, b) => b.at.localeCompare(a.at))
    .slice(0, shown)
  return (
    <ol className="rows timeline">
      {changes.map(({ at, what, state }) => (
        <li key={`${at} ${what}`} className="row-line">
          <span className="small quiet when">
            <Time at={at} />
          </span>
          <span>{what}</span>
          <Badge>{state}</Badge>
        </li>
      ))}
    </ol>
  )
}

const runChange = ({
  kind,
  state,
  createdAt,
  finishedAt,
}: {
  kind: string
  state: string
  createdAt: string
  finishedAt: string | null
}): Change => ({
  at: finishedAt ?? createdAt,
  what: `Run ${kind}`,
  state,
})

function startsOf({ processes }: GetMetricsReply): Change[] {
  return processes.flatMap(({ process, samples }) => {
    const started = samples.find(({ name }) => name === 'process_start_time_seconds')
    const build = samples.find(({ name }) => name === 'inkling_build_info')
    if (!started) return []
    const { version = '', node = '' } = build?.labels ?? {}
    return [
      {
        at: new Date(started.value * 1_000).toISOString(),
        what: `${process} ${version}, Node ${node}`,
        state: 'started',
      },
    ]
  })
}
