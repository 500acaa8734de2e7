import { useEffect } from 'react'
import { useAction } from '../../data/use-call.ts'
import { Empty } from '../../ui/empty.tsx'
import { FaultNote } from '../../ui/fault-note.tsx'
import { Link } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Ranked } from '../playground/ranked.tsx'

/** What anyone would probably open next: the first prediction. */
export function FirstPrediction({ imports }: { readonly imports: number }) {
  const { mutate, data, error, isPending } = useAction('predict')
  const predict = () => mutate({ body: { limit: 5, explain: true } })
  useEffect(predict, [imports])
  return (
    <Panel
      title="A first prediction"
      note="For a visitor of whom nothing is known"
      actions={
        <>
          <button type="button" className="button" disabled={isPending} onClick={predict}>
            Predict again
          </button>
          <Link className="button" to="/playground">
            Open the playground
          </Link>
        </>
      }
    >
      {error && <FaultNote error={error} onRetry={predict} />}
      {data && data.data.length > 0 && <Ranked answer={data} />}
      {data && data.data.length === 0 && <Empty title="Nothing to predict yet">Import events first.</Empty>}
    </Panel>
  )
}
