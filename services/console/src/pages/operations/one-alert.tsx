import { alertStateOf } from '../../data/alert-state.ts'
import type { Alert } from '../../data/replies.ts'
import { allows, useSession } from '../../data/session.ts'
import { useAction } from '../../data/use-call.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Badge } from '../../ui/badge.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { Link } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'

const hour = 3_600

/** An alert in full: what it means, what to do, and what to do with it. */
export function OneAlert({ alert }: { readonly alert: Alert }) {
  const { data: session } = useSession()
  const acknowledge = useAction('acknowledgeAlert', ['listAlerts'])
  const silence = useAction('createSilence', ['listAlerts'])
  const { id, name, severity, state, title, meaning, since, labels, runbook, acknowledgedAt, acknowledgedBy } = alert
  const isOpen = state !== 'resolved'
  return (
    <Panel
      title={title}
      note={
        <>
          <Badge tone={state === 'firing' && severity !== 'info' ? 'bad' : 'plain'}>{alertStateOf(alert)}</Badge>{' '}
          {severity}, since <Time at={since} />
        </>
      }
      actions={
        isOpen &&
        allows(session, ['ops:write']) && (
          <>
            <ActionButton label="Acknowledge" action={acknowledge} input={{ params: { id }, body: {} }} />
            <ActionButton
              label="Silence for an hour"
              action={silence}
              input={{ body: { alert: name, labels, reason: 'from the console', seconds: hour } }}
              sure="Silence it"
            />
          </>
        )
      }
    >
      <FaultOfActions actions={[acknowledge, silence]} />
      <p>{meaning}</p>
      <dl className="facts">
        <dt>Alert</dt>
        <dd>
          {name}{' '}
          {Object.entries(labels)
            .map(([label, value]) => `${label}=${value}`)
            .join(', ')}
        </dd>
        <dt>What to do</dt>
        <dd>
          <code>{runbook}</code>
        </dd>
        <dt>Looked after</dt>
        <dd>
          {acknowledgedAt ? (
            <>
              by <bdi>{acknowledgedBy}</bdi>, <Time at={acknowledgedAt} />
            </>
          ) : (
            'by nobody yet'
          )}
        </dd>
        {alert.silencedUntil && (
          <>
            <dt>Silenced until</dt>
            <dd>
              <Time at={alert.silencedUntil} absolute />
            </dd>
          </>
        )}
        {alert.exampleTraceId && (
          <>
            <dt>Example</dt>
            <dd>
              <Link to="/traces" search={{ trace: alert.exampleTraceId }}>
                a request that it harmed
              </Link>
            </dd>
          </>
        )}
        {alert.errorId && (
          <>
            <dt>Errors</dt>
            <dd>
              <Link to="/operations" search={{ view: 'errors', 'errors.filter': alert.errorId }}>
                the newest group
              </Link>
            </dd>
          </>
        )}
        {alert.symptoms.length > 0 && (
          <>
            <dt>Follows from it</dt>
            <dd>{alert.symptoms.map((symptom) => symptom.title).join('; ')}</dd>
          </>
        )}
      </dl>
    </Panel>
  )
}
