import { count, counted, number, percent } from '../../data/format.ts'
import type { Operation } from '../../data/replies.ts'
import { Facts } from '../../ui/facts.tsx'
import { Stat } from '../../ui/stat.tsx'
import { headlineOf } from './headline-of.ts'

/** Fewer items make the hit rate of a list of 20 say little. */
const tellingItems = 40

type Result = NonNullable<Operation['result']>

const numberIn = (result: Result, name: string): number | undefined =>
  typeof result[name] === 'number' ? result[name] : undefined

/** What a training has measured: a sentence and three numbers for a newcomer, and the rest for those who ask. */
export function TrainingReport({ result }: { readonly result: Result }) {
  // Beside a model in service, both are measured on the same sessions.
  const { candidate } = result
  const measured = typeof candidate === 'object' && candidate !== null ? (candidate as Result) : result
  const of = (name: string) => numberIn(result, name)
  const items = of('items')
  const headline = headlineOf(measured, items)
  const cases = of('testCases') ?? of('cases')
  const rank = numberIn(measured, 'mrrAt20')
  if (headline === undefined || cases === undefined) return <Facts of={result} />
  const { cut, hitRate, byChance } = headline
  return (
    <div className="training-report">
      <p>
        The model foretold {counted(cases, 'item')} before it had learned from{' '}
        {measured === result ? 'them, of which newer ones count more' : 'the sessions that hold them'}. In{' '}
        {percent(hitRate)} of the cases the item was{' '}
        {cut === 1 ? 'the one that it called most probable' : `one of the ${cut} that it called most probable`}.
      </p>
      {items !== undefined && items < tellingItems && (
        <p className="quiet">
          There {items === 1 ? 'is' : 'are'} only {counted(items, 'item')}: a list of 20 holds{' '}
          {items > 20 ? 'most' : 'all'} of them, so its hit rate says little of how good the model is.
        </p>
      )}
      <div className="stats">
        <Stat
          label={`Hit rate at ${cut}`}
          value={percent(hitRate)}
          note={`of ${counted(cases, 'case')}${byChance ? `; ${percent(byChance)} by chance` : ''}`}
        />
        <Stat
          label="Mean reciprocal rank"
          value={number(rank)}
          note={rank ? `1 is perfect: the next item stands about at place ${number(1 / rank)}` : '1 is perfect'}
        />
        <Stat
          label="Learned from"
          value={count(of('events'))}
          note={`events of ${counted(of('sessions') ?? 0, 'session')} with ${counted(items ?? 0, 'item')}`}
        />
      </div>
      <details>
        <summary>Everything that the training tells</summary>
        <Facts of={result} />
      </details>
    </div>
  )
}
