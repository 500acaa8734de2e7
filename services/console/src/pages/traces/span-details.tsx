import { duration } from '../../data/format.ts'
import { jsonOf, visible } from '../../data/visible.ts'
import { Link } from '../../ui/link.tsx'
import type { Span } from './span-tree.ts'

export const SpanDetails = ({ span }: { readonly span: Span }) => (
  <section className="span-details" aria-label="The chosen span">
    <h3>
      {span.service} {visible(span.name)}
    </h3>
    <p className="quiet">
      {duration(span.durationMs)}, of which {duration(span.selfMs)} by itself; {span.kind || 'internal'}, {span.status}
      {span.message && `: ${visible(span.message)}`}
    </p>
    <dl className="facts">
      {Object.entries(span.attributes).map(([name, value]) => (
        <div key={name} className="fact">
          <dt>{name}</dt>
          <dd className="mono">{typeof value === 'object' ? jsonOf(value) : visible(String(value))}</dd>
        </div>
      ))}
    </dl>
    {span.events.map(({ name, atMs, attributes }) => (
      <p key={`${name} ${atMs}`} className="small">
        {duration(atMs)} {visible(name)}{' '}
        <span className="quiet">
          {Object.entries(attributes)
            .map(([key, value]) => `${key}: ${visible(String(value))}`)
            .join(', ')}
        </span>
      </p>
    ))}
    {span.links.map(({ traceId }) => (
      <p key={traceId}>
        Follows{' '}
        <Link to="/traces" search={{ trace: traceId }}>
          another trace
        </Link>
      </p>
    ))}
  </section>
)
