import { count, counted, number, percent } from '../../data/format.ts'
import type { Operation } from '../../data/replies.ts'
import { Facts } from '../../ui/facts.tsx'
import { Stat } from '../../ui/stat.tsx'

type Result = NonNullable<Operation['result']>

const numberIn = (result: Result, name: string): number | undefined =>
  typeof result[name] === 'number' ? result[name] : undefined

/** What a training has measured: a sentence and two numbers for a newcomer, and the rest for those who ask. */
export function TrainingReport({ result }: { readonly result: Result }) {
  // Beside a model in service, both are measured on the same sessions.
  const { candidate } = result
  const measured = typeof candidate === 'object' && candidate !== null ? (candidate as Result) : result
  const of = (name: string) => numberIn(result, name)
  const hitRate = numberIn(measured, 'hitRateAt20')
  const cases = of('testCases') ?? of('cases')
  const rank = numberIn(measured, 'mrrAt20')
  if (hitRate === undefined || cases === undefined) return <Facts of={result} />
  return (
    <div className="training-report">
      <p>
        The model foretold {counted(cases, 'item')} before it had learned from{' '}
        {measured === result ? 'them, of which newer ones count more' : 'the sessions that hold them'}. In{' '}
        {percent(hitRate)} of the cases the item was one of the 20 that it called most probable
        {(of('items') ?? Number.POSITIVE_INFINITY) <= 20 && ', which are all items that there are'}.
      </p>
      <div className="stats">
        <Stat label="Hit rate at 20" value={percent(hitRate)} note={`of ${counted(cases, 'case')}`} />
        <Stat
          label="Mean reciprocal rank"
          value={number(rank)}
          note={rank ? `1 is perfect: the next item stands about at place ${number(1 / rank)}` : '1 is perfect'}
        />
        <Stat
          label="Learned from"
          value={count(of('events'))}
          note={`events of ${counted(of('sessions') ?? 0, 'session')} with ${counted(of('items') ?? 0, 'item')}`}
        />
      </div>
      <details>
        <summary>Everything that the training tells</summary>
        <Facts of={result} />
      </details>
    </div>
  )
}
