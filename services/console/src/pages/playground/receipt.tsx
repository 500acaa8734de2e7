import { number } from '../../data/format.ts'
import { useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { Badge } from '../../ui/badge.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Facts } from '../../ui/facts.tsx'
import { TextField } from '../../ui/fields.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'

/** Why an answer was given, what became of it, and the same answer made again. */
export function Receipt() {
  const [id, setId] = useParam('receipt')
  const receipt = useCall('getReceipt', { params: { id } }, { enabled: id !== '' })
  return (
    <>
      <Panel title="Receipt">
        <form className="form" onSubmit={(event) => event.preventDefault()}>
          <TextField label="Id of the receipt" value={id} onChange={setId} placeholder="rcp_…" />
        </form>
      </Panel>
      {id === '' ? (
        <Empty title="No receipt is chosen">Every answer of the playground links to its receipt.</Empty>
      ) : (
        <Panel title="Why this was answered">
          <AnswerOf query={receipt}>
            {({ kind, createdAt, userId, summary, request, items, replay }) => (
              <div className="receipt">
                <p>
                  {kind} for <bdi>{userId ?? 'nobody known'}</bdi>, <Time at={createdAt} />{' '}
                  {replay && (
                    <>
                      · made again: <Badge>{replay.outcome}</Badge> <span className="quiet">{replay.because}</span>
                    </>
                  )}
                </p>
                <ul className="summary">
                  {summary.map((sentence) => (
                    <li key={sentence}>{sentence}</li>
                  ))}
                </ul>
                <DataTable
                  name="receipt-items"
                  rows={items}
                  keyOf={({ itemId }) => itemId}
                  empty={<Empty title="The answer was empty" />}
                  columns={[
                    { id: 'position', title: 'Place', value: ({ position }) => position, isNumber: true },
                    { id: 'item', title: 'Item', value: ({ itemId }) => itemId },
                    {
                      id: 'score',
                      title: 'Score',
                      value: ({ score }) => score,
                      cell: ({ score }) => number(score),
                      isNumber: true,
                    },
                    {
                      id: 'now',
                      title: 'Place now',
                      value: ({ itemId, position }) => placeNow(replay?.data, itemId) ?? position,
                      isNumber: true,
                    },
                    {
                      id: 'feedback',
                      title: 'What became of it',
                      value: ({ feedback }) => feedback.map(({ signal }) => signal).join(', '),
                    },
                  ]}
                />
                {request && (
                  <section>
                    <h3>What was asked</h3>
                    <Facts of={request} />
                  </section>
                )}
              </div>
            )}
          </AnswerOf>
        </Panel>
      )}
    </>
  )
}

/** Undefined if the answer is the same now. */
function placeNow(data: readonly { readonly itemId: string }[] | undefined, itemId: string) {
  const place = data?.findIndex((one) => one.itemId === itemId)
  return place === undefined ? undefined : place < 0 ? 'gone' : place + 1
}
