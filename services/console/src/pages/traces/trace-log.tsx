import { type Answer, useCall } from '../../data/use-call.ts'
import { jsonOf } from '../../data/visible.ts'
import { Badge } from '../../ui/badge.tsx'
import type { Column } from '../../ui/column.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { AnswerOf } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'

type Line = Answer<'getTraceLog'>['data'][number] & { readonly key: string }

const columnsOf = (onChoose: (spanId: string) => void): readonly Column<Line>[] => [
  { id: 'time', title: 'When', value: ({ time }) => time, cell: ({ time }) => <Time at={time} absolute /> },
  { id: 'level', title: 'Level', value: ({ level }) => level, cell: ({ level }) => <Badge>{level}</Badge> },
  { id: 'process', title: 'Process', value: ({ process }) => process },
  { id: 'message', title: 'Message', value: ({ message }) => message },
  {
    id: 'fields',
    title: 'With',
    value: ({ fields }) => jsonOf(fields),
    cell: ({ fields }) => <code className="quiet">{jsonOf(fields)}</code>,
  },
  {
    id: 'span',
    title: 'Span',
    value: ({ spanId }) => spanId,
    cell: ({ spanId }) =>
      spanId && (
        <button type="button" className="button small-button" onClick={() => onChoose(spanId)}>
          Show
        </button>
      ),
  },
]

interface TraceLogProps {
  readonly traceId: string
  readonly onChoose: (spanId: string) => void
}

/** What the processes wrote into their logs for a trace. */
export function TraceLog({ traceId, onChoose }: TraceLogProps) {
  const log = useCall('getTraceLog', { query: { traceId } })
  return (
    <section aria-label="Log">
      <h3>Log</h3>
      <AnswerOf query={log}>
        {({ data, unreachable }) => (
          <>
            {unreachable.length > 0 && <p className="quiet">Without the lines of {unreachable.join(', ')}.</p>}
            <DataTable
              name="log lines"
              rows={data.map((line, n) => ({ ...line, key: String(n) }))}
              columns={columnsOf(onChoose)}
              keyOf={({ key }) => key}
              empty={
                <Empty title="No process has a line of this trace in memory">
                  It wrote none, or has forgotten it. If one was written and the log files still hold it, the command
                  above finds it. Why a request failed is also among the attributes of its span.
                </Empty>
              }
            />
          </>
        )}
      </AnswerOf>
    </section>
  )
}
