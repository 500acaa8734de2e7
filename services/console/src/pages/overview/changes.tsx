import { memo } from 'react'
import { alertStateOf } from '../../data/alert-state.ts'
import type { Alert, Operation, Traffic } from '../../data/replies.ts'
import { allows, useSession } from '../../data/session.ts'
import { type Answer, live, useCall } from '../../data/use-call.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Link } from '../../ui/link.tsx'
import { Time } from '../../ui/time.tsx'
import { errorsByTitle, type SameErrors } from './errors-by-title.ts'

const shown = 12

interface Change {
  readonly at: string
  readonly what: string
  readonly state: string
  readonly tone?: Tone
  /** Where one sees more. */
  readonly to: string
  readonly search: Readonly<Record<string, string>>
}

interface ChangesProps {
  readonly starts: Traffic['starts']
  readonly alerts: readonly Alert[]
  readonly errors: readonly Answer<'listErrors'>['data'][number][]
}

/** What may have caused a change in behaviour, and what came of it, newest first. */
export const Changes = memo(function Changes({ starts, alerts, errors }: ChangesProps) {
  const { data: session } = useSession()
  const query = { query: { limit: shown } }
  const runs = useCall('listRuns', query, { every: live.slow, enabled: allows(session, ['maintenance:read']) })
  const weights = useCall('listWeights', query, { every: live.slow, enabled: allows(session, ['learning:read']) })
  const changes = [
    ...startsOf(starts),
    ...alerts.map(ofAlert),
    ...errorsByTitle(errors).map(ofError),
    ...(runs.data?.data ?? []).map(ofRun),
    ...(weights.data?.data ?? []).map(ofWeights),
  ]
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
    .slice(0, shown)
  if (changes.length === 0) return <Empty title="Nothing has changed since the processes started" />
  return (
    <ol className="rows timeline">
      {changes.map(({ at, what, state, tone, to, search }) => (
        <li key={`${at} ${what} ${state}`} className="row-line">
          <span className="small quiet when">
            <Time at={at} />
          </span>
          <div>
            <Link to={to} search={search}>
              {what}
            </Link>
          </div>
          <Badge {...(tone && { tone })}>{state}</Badge>
        </li>
      ))}
    </ol>
  )
})

const ofRun = ({ id, kind, state, createdAt, finishedAt }: Operation): Change => ({
  ...{ at: finishedAt ?? createdAt, what: `Run ${kind}`, state, to: '/jobs', search: { run: id } },
})

const ofAlert = (alert: Alert): Change => {
  const { id, title, since, severity } = alert
  return {
    ...{ at: since, what: title, state: alertStateOf(alert), to: '/operations', search: { view: 'alerts', alert: id } },
    ...(severity === 'info' && { tone: 'plain' }),
  }
}

const ofError = ({ title, firstAt, filter }: SameErrors): Change => ({
  ...{ at: firstAt, what: title, state: 'new error', tone: 'bad' },
  ...{ to: '/operations', search: { view: 'errors', 'errors.filter': filter } },
})

const ofWeights = ({ version, recordedAt, cause }: Answer<'listWeights'>['data'][number]): Change => ({
  ...{ at: recordedAt, what: `Weights of suggestions, version ${version}`, state: cause },
  ...{ to: '/learning', search: { view: 'weights' } },
})

/** A start is a deployment, a restart or a crash. Starts of the same minute and version are one. */
const startsOf = (starts: Traffic['starts']): Change[] =>
  [...Map.groupBy(starts, ({ startedAt, version }) => `${startedAt.slice(0, 16)} ${version}`).values()].map(
    (group) => ({
      at:
        group
          .map(({ startedAt }) => startedAt)
          .toSorted()
          .at(-1) ?? '',
      what: `${group.map(({ process }) => process).join(', ')} ${group[0]?.version ?? ''}`,
      state: 'started',
      to: '/operations',
      search: { view: 'circuits' },
    }),
  )
