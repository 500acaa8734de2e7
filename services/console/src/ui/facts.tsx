import { bytes, count, duration, none, number } from '../data/format.ts'
import { jsonOf, visible } from '../data/visible.ts'

interface FactsProps {
  readonly of: Readonly<Record<string, unknown>>
}

/** The values of a record by their names, as a person reads them. What is nested stands below its name. */
export const Facts = ({ of }: FactsProps) => (
  <dl className="facts">
    {Object.entries(of).map(([name, value]) => (
      <div key={name} className="fact">
        <dt>{wordsOf(name)}</dt>
        <dd>{isRecord(value) ? <Facts of={value} /> : textOf(name, value)}</dd>
      </div>
    ))}
  </dl>
)

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0

/** `hitRateAt20` as “hit rate at 20”; the unit at the end moves to the value. */
const wordsOf = (name: string) =>
  name
    .replace(/(Ms|Seconds|Bytes)$/, '')
    .replaceAll(/([a-z])([A-Z0-9])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)

function textOf(name: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return none
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value))
    return value.map((one) => (typeof one === 'object' ? jsonOf(one) : visible(String(one)))).join(', ') || none
  if (typeof value === 'object') return none
  if (typeof value !== 'number') return String(value)
  if (name.endsWith('Ms')) return duration(value)
  if (name.endsWith('Seconds')) return duration(value * 1_000)
  if (name.endsWith('Bytes')) return bytes(value)
  return Number.isInteger(value) ? count(value) : number(value)
}
