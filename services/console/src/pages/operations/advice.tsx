import { useState } from 'react'
import { allows, useSession } from '../../data/session.ts'
import { useAction, useCall } from '../../data/use-call.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'

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
          {({ data }) =>
            data.length === 0 ? (
              <Empty title="No index is missing or needless" />
            ) : (
              <ul className="rows">
                {data.map((one) => (
                  <li key={one.id} className="row-line">
                    <div>
                      <pre>{JSON.stringify(one, null, 2)}</pre>
                    </div>
                    {allows(session, ['ops:write']) && (
                      <ActionButton label="Apply" action={apply} input={{ params: { id: one.id } }} sure="Apply it" />
                    )}
                  </li>
                ))}
              </ul>
            )
          }
        </AnswerOf>
      ) : (
        <Empty title="Nothing was looked for yet" />
      )}
    </Panel>
  )
}
