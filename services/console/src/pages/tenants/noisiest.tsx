import { percent } from '../../data/format.ts'
import { type Answer, live, useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { type UsageWindow, usageIn, usageWindows } from '../../first/calls.ts'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Choice } from '../../ui/fields.tsx'
import { Link } from '../../ui/link.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'

type Usage = Answer<'listTenantUsage'>['data'][number]

const columns: readonly Column<Usage>[] = [
  { id: 'tenant', title: 'Tenant', value: ({ tenantId }) => tenantId },
  { id: 'requests', title: 'Requests', value: ({ requests }) => requests, isNumber: true },
  {
    id: 'share',
    title: 'Of all',
    value: ({ share }) => share,
    cell: ({ share }) => percent(share),
    isNumber: true,
  },
  { id: 'errors', title: 'In error', value: ({ errors }) => errors, isNumber: true },
  {
    id: 'traces',
    title: 'Where the time went',
    value: () => '',
    cell: ({ tenantId }) => (
      <Link to="/traces" search={{ tenant: tenantId }}>
        traces
      </Link>
    ),
  },
]

/** Which tenants send the most requests, as the gateways counted them. */
export function Noisiest() {
  const [chosen, setChosen] = useParam('window', '1h')
  const window: UsageWindow = usageWindows.find((one) => one === chosen) ?? '1h'
  const usage = useCall('listTenantUsage', usageIn(window), { every: live.normal })
  return (
    <Panel
      title="Noisiest first"
      note="All requests that the gateways answered"
      actions={<Choice label="Window" value={window} onChange={setChosen} options={usageWindows} />}
    >
      <AnswerOf query={usage}>
        {({ data }) => (
          <DataTable
            name="noisiest"
            rows={data}
            columns={columns}
            keyOf={({ tenantId }) => tenantId}
            empty={<Empty title="No tenant has sent a request in this time">Choose a longer one.</Empty>}
          />
        )}
      </AnswerOf>
    </Panel>
  )
}
