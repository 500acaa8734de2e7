import { number } from '../../data/format.ts'

/** The measures in the result of a training, as they are. */
export function Evaluation({ result }: { readonly result: Readonly<Record<string, unknown>> }) {
  return (
    <dl className="facts">
      {flat(result).map(([name, value]) => (
        <div key={name} className="fact">
          <dt>{name}</dt>
          <dd>{typeof value === 'number' ? number(value) : String(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

const most = 24

/** The leaves of a result, named by their path. */
function flat(value: unknown, path = ''): [string, string | number | boolean][] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .flatMap(([name, part]) => flat(part, path ? `${path}.${name}` : name))
      .slice(0, most)
  return value === null || value === undefined ? [] : [[path, value as string | number | boolean]]
}
