import { alertStateOf } from '../../data/alert-state.ts'
import type { Alert } from '../../data/replies.ts'
import { Badge } from '../../ui/badge.tsx'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Link } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'

const columns: readonly Column<Alert>[] = [
  {
    id: 'title',
    title: 'Alert',
    value: ({ title }) => title,
    cell: ({ title, id }) => (
      <Link to="." search={{ alert: id }} keeps>
        {title}
      </Link>
    ),
  },
  { id: 'severity', title: 'Severity', value: ({ severity }) => severity },
  {
    id: 'state',
    title: 'State',
    value: alertStateOf,
    cell: (alert) => <Badge tone="plain">{alertStateOf(alert)}</Badge>,
  },
  {
    id: 'of',
    title: 'Of',
    value: ({ labels }) =>
      Object.entries(labels)
        .map(([label, value]) => `${label} ${value}`)
        .join(', '),
  },
  { id: 'since', title: 'Since', value: ({ since }) => since, cell: ({ since }) => <Time at={since} /> },
]

export const OtherAlerts = ({ alerts }: { readonly alerts: readonly Alert[] }) => (
  <Panel title="Notices, and alerts that ended" note="A link shows one in full">
    <DataTable name="alerts" rows={alerts} columns={columns} keyOf={({ id }) => id} empty={null} />
  </Panel>
)
