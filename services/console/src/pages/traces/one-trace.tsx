import { CircleAlert, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { count, duration } from '../../data/format.ts'
import { type Answer, live, useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { SpanDetails } from './span-details.tsx'
import { spanRows, unfolded } from './span-tree.ts'
import { TraceLog } from './trace-log.tsx'
import { Waterfall } from './waterfall.tsx'

/** One trace as a waterfall. */
export default function OneTrace({ id }: { readonly id: string }) {
  const [, setTrace] = useParam('trace')
  // The spans of a request are there some seconds after it; a link may be followed before.
  const trace = useCall('getTrace', { params: { id } }, { every: live.fast, isOnce: true })
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

const nothing: ReadonlySet<string> = new Set()

function Spans({ trace }: { readonly trace: Answer<'getTrace'> }) {
  const [spanId, setSpan] = useParam('span')
  const [folded, setFolded] = useState(nothing)
  const all = useMemo(() => spanRows(trace.spans), [trace])
  const rows = useMemo(() => unfolded(all, folded), [all, folded])
  const errors = all.filter(({ span: { status } }) => status === 'error')
  // Nothing chosen yet: the error that is deepest, because those above it only pass it on.
  const deepest = errors.toSorted((a, b) => b.depth - a.depth)[0]?.span
  const chosen = trace.spans.find((span) => span.spanId === spanId) ?? deepest
  const [errorAt, setErrorAt] = useState(() => all.findIndex(({ span }) => span === deepest))
  const nextError = () => {
    const next = errors[(errors.findIndex(({ span }) => span === chosen) + 1) % errors.length]?.span.spanId ?? ''
    setFolded(nothing)
    setErrorAt(all.findIndex(({ span }) => span.spanId === next))
    setSpan(next)
  }
  const fold = (id: string) =>
    setFolded((former) => new Set(former.has(id) ? [...former].filter((one) => one !== id) : [...former, id]))
  return (
    <div className="receipt">
      <div className="row-line">
        <span>
          {duration(trace.durationMs)}, {count(all.length)} {all.length === 1 ? 'span' : 'spans'}, started{' '}
          <Time at={trace.startedAt} absolute />
        </span>
        {errors.length > 0 && (
          <button type="button" className="button small-button danger" onClick={nextError}>
            <CircleAlert />
            {count(errors.length)} in error: go to the next
          </button>
        )}
        {folded.size > 0 && (
          <button type="button" className="button small-button" onClick={() => setFolded(nothing)}>
            Unfold all
          </button>
        )}
      </div>
      <Waterfall
        rows={rows}
        durationMs={trace.durationMs}
        chosen={chosen?.spanId ?? ''}
        shown={errorAt}
        folded={folded}
        onChoose={setSpan}
        onFold={fold}
      />
      {chosen && <SpanDetails span={chosen} />}
      <TraceLog traceId={trace.traceId} onChoose={setSpan} />
    </div>
  )
}
