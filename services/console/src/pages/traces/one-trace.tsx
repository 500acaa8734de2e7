import { CircleAlert, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { count, duration } from '../../data/format.ts'
import { type Answer, useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { SpanDetails } from './span-details.tsx'
import { spanRows } from './span-tree.ts'
import { Waterfall } from './waterfall.tsx'

/** One trace as a waterfall. */
export function OneTrace({ id }: { readonly id: string }) {
  const [, setTrace] = useParam('trace')
  const trace = useCall('getTrace', { params: { id } })
  return (
    <Panel
      title="Trace"
      note={<code>{id}</code>}
      actions={
        <>
          <CopyButton text={`npx -y pnpm@12 inkling logs --trace ${id}`} label="Copy the command for its log" />
          <button type="button" className="button" aria-label="Close the trace" onClick={() => setTrace('')}>
            <X />
          </button>
        </>
      }
    >
      <AnswerOf query={trace}>{(answer) => <Spans trace={answer} />}</AnswerOf>
    </Panel>
  )
}

function Spans({ trace }: { readonly trace: Answer<'getTrace'> }) {
  const [spanId, setSpan] = useParam('span')
  const [errorAt, setErrorAt] = useState(-1)
  const rows = useMemo(() => spanRows(trace.spans), [trace])
  const errors = rows.flatMap(({ span: { status } }, index) => (status === 'error' ? [index] : []))
  const nextError = () => {
    const next = errors.find((index) => index > errorAt) ?? errors[0] ?? -1
    setErrorAt(next)
    setSpan(rows[next]?.span.spanId ?? '')
  }
  const chosen = trace.spans.find((span) => span.spanId === spanId)
  return (
    <div className="receipt">
      <p className="row-line">
        <span>
          {duration(trace.durationMs)}, {count(rows.length)} spans, started <Time at={trace.startedAt} absolute />
        </span>
        {errors.length > 0 && (
          <button type="button" className="button small-button danger" onClick={nextError}>
            <CircleAlert />
            {count(errors.length)} in error: go to the next
          </button>
        )}
      </p>
      <Waterfall rows={rows} durationMs={trace.durationMs} chosen={spanId} shown={errorAt} onChoose={setSpan} />
      {chosen && <SpanDetails span={chosen} />}
    </div>
  )
}
