import { useAction, useCall } from '../../data/use-call.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Badge } from '../../ui/badge.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { Link } from '../../ui/link.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { Keys } from './keys.tsx'

const plans = ['starter', 'growth', 'scale'] as const

/** One tenant: its plan, whether it is served, its keys, and its end. */
export function OneTenant({ id }: { readonly id: string }) {
  const tenant = useCall('getTenant', { params: { id } })
  const patch = useAction('patchTenant', ['getTenant', 'listTenants'])
  const erase = useAction('deleteTenant', ['getTenant', 'listTenants'])
  const params = { id }
  return (
    <Panel
      title={id}
      note={tenant.data?.name}
      actions={
        <Link className="button" to="/tenants">
          Close
        </Link>
      }
    >
      <FaultOfActions actions={[patch, erase]} />
      <AnswerOf query={tenant}>
        {({ plan, status, createdAt, retention }) => (
          <dl className="facts">
            <dt>Status</dt>
            <dd className="actions">
              <Badge>{status}</Badge>
              {status === 'active' && (
                <ActionButton
                  label="Suspend"
                  action={patch}
                  input={{ params, body: { status: 'suspended' } }}
                  sure="Refuse its requests"
                />
              )}
              {status === 'suspended' && (
                <ActionButton label="Serve again" action={patch} input={{ params, body: { status: 'active' } }} />
              )}
              {status !== 'deleting' && (
                <ActionButton label="Erase" action={erase} input={{ params }} sure={`Erase ${id} with all its data`} />
              )}
            </dd>
            <dt>Plan</dt>
            <dd className="actions">
              {plan}
              {plans
                .filter((one) => one !== plan)
                .map((one) => (
                  <ActionButton
                    key={one}
                    label={`Change to ${one}`}
                    action={patch}
                    input={{ params, body: { plan: one } }}
                  />
                ))}
            </dd>
            <dt>Created</dt>
            <dd>
              <Time at={createdAt} absolute />
            </dd>
            {retention && (
              <>
                <dt>Retention</dt>
                <dd>
                  {Object.entries(retention)
                    .map(([name, days]) => `${name} ${days}`)
                    .join(', ')}
                </dd>
              </>
            )}
          </dl>
        )}
      </AnswerOf>
      <Keys tenantId={id} />
    </Panel>
  )
}
