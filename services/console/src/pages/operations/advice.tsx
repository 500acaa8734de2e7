import { useState } from 'react'
import { allows, useSession } from '../../data/session.ts'
import { useAction, useCall } from '../../data/use-call.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { OneAdvice } from './one-advice.tsx'

/** Indexes to create or to drop. Postgres works for this answer, so it is asked for only when somebody wants it. */
export function Advice() {
  const { data: session } = useSession()
  const [isWanted, setWanted] = useState(false)
  const advice = useCall('listIndexAdvice', undefined, { enabled: isWanted })
  const apply = useAction('applyIndexAdvice', ['listIndexAdvice'])
  return (
    <Panel
      title="Advice on indexes"
      note="Proved by the planner of Postgres with hypothetical indexes"
      actions={
        <button type="button" className="button" onClick={() => setWanted(true)}>
          Look for advice
        </button>
      }
    >
      <FaultOfActions actions={[apply]} />
      {isWanted ? (
        <AnswerOf query={advice}>
          {({ data, notProved }) => (
            <div className="receipt">
              {notProved && <p className="quiet">{notProved}</p>}
              {data.length === 0 && !notProved && <Empty title="No index is missing or needless" />}
              {data.map((one) => (
                <OneAdvice
                  key={one.id}
                  advice={one}
                  action={
                    allows(session, ['ops:write']) &&
                    one.state === 'offered' && (
                      <ActionButton label="Apply" action={apply} input={{ params: { id: one.id } }} sure="Apply it" />
                    )
                  }
                />
              ))}
            </div>
          )}
        </AnswerOf>
      ) : (
        <Empty title="Nothing was looked for yet" />
      )}
    </Panel>
  )
}
