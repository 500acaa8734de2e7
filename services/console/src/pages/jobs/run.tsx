import { percent } from '../../data/format.ts'
import { live, useCall } from '../../data/use-call.ts'
import { Badge } from '../../ui/badge.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Link } from '../../ui/link.tsx'
import { Meter } from '../../ui/meter.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { Changes } from './changes.tsx'

const proposing = ['dedupe', 'decay']

/** One run: how far it is, what it resulted in, and the changes that it proposed. */
export function Run({ id }: { readonly id: string }) {
  const run = useCall('getOperation', { params: { id } }, { every: live.fast })
  return (
    <Panel
      title={`Run ${run.data?.kind ?? ''}`}
      note={<code>{id}</code>}
      actions={
        <Link className="button" to="/jobs">
          Close
        </Link>
      }
    >
      <AnswerOf query={run}>
        {({ kind, state, progress, createdAt, finishedAt, error, result, options }) => (
          <div className="receipt">
            <p className="row-line">
              <Badge>{state}</Badge>
              <span>
                {percent(progress, 0)} done; queued <Time at={createdAt} />
                {finishedAt && (
                  <>
                    , ended <Time at={finishedAt} />
                  </>
                )}
              </span>
            </p>
            <Meter label="Progress" value={progress} tone={state === 'failed' ? 'bad' : 'good'} />
            {error && <p className="fault">{error}</p>}
            {proposing.includes(kind) && state === 'succeeded' && <Changes runId={id} />}
            {result && (
              <section>
                <h3>Result</h3>
                <Facts of={result} />
              </section>
            )}
            {Object.keys(options).length > 0 && (
              <details>
                <summary>Options</summary>
                <Facts of={options} />
              </details>
            )}
          </div>
        )}
      </AnswerOf>
    </Panel>
  )
}
