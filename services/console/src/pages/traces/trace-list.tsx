import { duration } from '../../data/format.ts'
import { numberIn } from '../../data/number-in.ts'
import { type Answer, live, useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { allTraces } from '../../first/calls.ts'
import { Badge } from '../../ui/badge.tsx'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Choice, TextField } from '../../ui/fields.tsx'
import { Link } from '../../ui/link.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'

type Summary = Answer<'listTraces'>['data'][number]

/** How many services a row names. */
const shownNames = 2

/** All of them are Inkling's. */
const named = (service: string) => service.replace(/^inkling-/, '')

const columns: readonly Column<Summary>[] = [
  {
    id: 'started',
    title: 'Started',
    value: ({ startedAt }) => startedAt,
    cell: ({ startedAt }) => <Time at={startedAt} />,
  },
  {
    id: 'route',
    title: 'Route',
    value: ({ route, name }) => route ?? name,
    cell: ({ route, name, traceId }) => (
      <Link to="." search={{ trace: traceId }} keeps>
        {route ?? name}
      </Link>
    ),
  },
  {
    id: 'took',
    title: 'Took',
    value: ({ durationMs }) => durationMs,
    cell: ({ durationMs }) => duration(durationMs),
    isNumber: true,
  },
  { id: 'status', title: 'Status', value: ({ status }) => status, cell: ({ status }) => <Badge>{status}</Badge> },
  {
    id: 'services',
    title: 'Services',
    value: ({ services }) => services.map(named).join(', '),
    cell: ({ services }) => <Services names={services.map(named)} />,
  },
  { id: 'spans', title: 'Spans', value: ({ spans }) => spans, isNumber: true },
  { id: 'errors', title: 'Errors', value: ({ errors }) => errors, isNumber: true },
  { id: 'tenant', title: 'Tenant', value: ({ tenantId }) => tenantId },
]

/** In one line, so that all rows are of the same height. */
const Services = ({ names }: { readonly names: readonly string[] }) => (
  <span title={names.join(', ')}>
    {names.slice(0, shownNames).join(', ')}
    {names.length > shownNames && ` + ${names.length - shownNames}`}
  </span>
)

const statuses = ['', 'ok', 'error'] as const

export function TraceList() {
  const [route, setRoute] = useParam('route')
  const [service, setService] = useParam('service')
  const [tenantId, setTenant] = useParam('tenant')
  const [minMs, setMin] = useParam('min')
  const [status, setStatus] = useParam('status')
  const [attribute, setAttribute] = useParam('attribute')
  const known = status === 'ok' || status === 'error' ? ({ status } as const) : {}
  const least = numberIn(minMs, { min: 0, isWhole: false })
  const query = {
    ...(route && { route }),
    ...(service && { service }),
    ...(tenantId && { tenantId }),
    ...(least.value && { minMs: least.value }),
    ...(attribute.includes('=') && { attribute }),
    ...known,
    ...allTraces.query,
  }
  const traces = useCall('listTraces', { query }, { every: live.normal })
  return (
    <Panel
      title="Traces of the last day"
      note="Those with an error, the slowest of each minute, and a share of the others"
    >
      <form className="form" onSubmit={(event) => event.preventDefault()}>
        <TextField label="Route" value={route} onChange={setRoute} placeholder="/api/v1/predictions" />
        <TextField label="Service" value={service} onChange={setService} placeholder="any" />
        <TextField label="Tenant" value={tenantId} onChange={setTenant} placeholder="any" />
        <TextField label="At least, in ms" value={minMs} onChange={setMin} type="number" error={least.error} />
        <Choice label="Status" value={status} onChange={setStatus} options={statuses} />
        <TextField
          label="Attribute"
          value={attribute}
          onChange={setAttribute}
          placeholder="key=value"
          error={attribute && !attribute.includes('=') ? 'It is not valid: write key=value' : undefined}
        />
      </form>
      <AnswerOf query={traces}>
        {({ data }) => (
          <DataTable
            name="traces"
            rows={data}
            columns={columns}
            keyOf={({ traceId }) => traceId}
            empty={<Empty title="No trace matches">A trace appears within 3 s of its end. Remove a filter.</Empty>}
          />
        )}
      </AnswerOf>
    </Panel>
  )
}
