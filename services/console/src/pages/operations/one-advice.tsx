import type { ReactNode } from 'react'
import { bytes, duration } from '../../data/format.ts'
import type { Answer } from '../../data/use-call.ts'
import { visible } from '../../data/visible.ts'
import { Badge } from '../../ui/badge.tsx'
import { Time } from '../../ui/time.tsx'

interface OneAdviceProps {
  readonly advice: Answer<'listIndexAdvice'>['data'][number]
  readonly action: ReactNode
}

/** An index to create or drop: why, what it saves and costs, and its statement. */
export function OneAdvice({ advice, action }: OneAdviceProps) {
  const { kind, state, table, index, definition, reason, statement, role, meanMs, promisedMs, measuredMs } = advice
  const { savedMsPerHour, costMsPerHour, sizeBytes, appliedBy, changedAt } = advice
  return (
    <section className="advice">
      <div className="row-line">
        <h3>
          {kind === 'create' ? 'Create' : 'Drop'} an index of {table}
        </h3>
        <Badge tone={state === 'failed' ? 'bad' : state === 'kept' ? 'good' : 'plain'}>{state}</Badge>
        {action}
      </div>
      {reason && <p>{reason}</p>}
      <dl className="facts">
        <dt>Index</dt>
        <dd className="mono">{index}</dd>
        <dt>Size</dt>
        <dd>{bytes(sizeBytes)}</dd>
        {meanMs !== null && (
          <>
            <dt>A call takes</dt>
            <dd>
              {duration(meanMs)} now, {duration(promisedMs)} with it
              {measuredMs !== null && `, ${duration(measuredMs)} as measured since`}
            </dd>
          </>
        )}
        {savedMsPerHour !== null && (
          <>
            <dt>In an hour</dt>
            <dd>
              {duration(savedMsPerHour)} saved; writes take {duration(costMsPerHour)} more
            </dd>
          </>
        )}
        {changedAt && (
          <>
            <dt>Since</dt>
            <dd>
              <Time at={changedAt} /> {appliedBy && <>by {appliedBy}</>}
            </dd>
          </>
        )}
      </dl>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <pre tabIndex={0}>{visible(definition)}</pre>
      {statement && (
        <details>
          <summary>The statement of {role ?? 'a role'} that it is for</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
          <pre tabIndex={0}>{visible(statement)}</pre>
        </details>
      )}
    </section>
  )
}
