import { percent } from '../../data/format.ts'
import { allows, useSession } from '../../data/session.ts'
import { useAction, useCall } from '../../data/use-call.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Badge } from '../../ui/badge.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { AnswerOf } from '../../ui/panel.tsx'

const shown = 200

/** What a run proposes to change, to read before it is applied, and to undo afterwards. */
export function Changes({ runId: id }: { readonly runId: string }) {
  const { data: session } = useSession()
  const changes = useCall('listChanges', { params: { id }, query: { limit: shown } })
  const apply = useAction('applyChanges', ['listChanges', 'listRuns'])
  const undo = useAction('undoChanges', ['listChanges', 'listRuns'])
  return (
    <>
      <FaultOfActions actions={[apply, undo]} />
      <AnswerOf query={changes}>
        {({ data, page }) => (
          <DataTable
            name="changes"
            rows={data}
            keyOf={({ itemId }) => itemId}
            empty={<Empty title="The run proposes no change" />}
            tools={
              allows(session, ['maintenance:write']) && (
                <>
                  <ActionButton label="Apply all" action={apply} input={{ params: { id } }} sure="Apply them" />
                  <ActionButton label="Undo all" action={undo} input={{ params: { id } }} sure="Undo them" />
                  {page.hasMore && <span className="small quiet">and more than these</span>}
                </>
              )
            }
            columns={[
              { id: 'item', title: 'Item', value: ({ itemId }) => itemId },
              { id: 'action', title: 'Change', value: ({ action }) => action },
              { id: 'survivor', title: 'Into', value: ({ survivorId }) => survivorId },
              {
                id: 'similarity',
                title: 'Alike',
                value: ({ similarity }) => similarity,
                cell: ({ similarity }) => percent(similarity, 0),
                isNumber: true,
              },
              { id: 'state', title: 'State', value: ({ state }) => state, cell: ({ state }) => <Badge>{state}</Badge> },
            ]}
          />
        )}
      </AnswerOf>
    </>
  )
}
