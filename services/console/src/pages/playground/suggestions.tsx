import { useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { TextField } from '../../ui/fields.tsx'
import { Answered } from './answered.tsx'
import { listOf } from './list-of.ts'

export function Suggestions() {
  const [userId, setUserId] = useParam('user')
  const [items, setItems] = useParam('items')
  const [query, setQuery] = useParam('q')
  const [scenario, setScenario] = useParam('scenario')
  const [filter, setFilter] = useParam('filter')
  const [boosts, setBoosts] = useParam('boost')
  const boost = boostOf(boosts)
  const body = {
    ...(userId && { userId }),
    context: { ...(items && { itemIds: listOf(items) }), ...(query && { query }) },
    ...(scenario && { scenario }),
    ...(filter && { filter }),
    ...(boost && { boost: [boost] }),
    explain: true,
  }
  const answer = useCall('suggest', { body })
  return (
    <Answered path="/api/v1/suggestions" body={body} answer={answer} onItem={setItems}>
      <TextField label="User" value={userId} onChange={setUserId} placeholder="nobody" />
      <TextField label="Open items" value={items} onChange={setItems} placeholder="a, b" />
      <TextField label="Words" value={query} onChange={setQuery} placeholder="what the user reads or types" />
      <TextField label="Placement" value={scenario} onChange={setScenario} placeholder="none" />
      <TextField label="Filter" value={filter} onChange={setFilter} placeholder='kind = "doc"' />
      <TextField
        label="What if: filter × factor"
        value={boosts}
        onChange={setBoosts}
        placeholder='kind = "doc" × 2'
        error={boosts && !boost ? 'It is not valid: write a filter × a factor' : undefined}
      />
    </Answered>
  )
}

/** `kind = "doc" × 2`: what meets the filter counts twice. */
function boostOf(text: string): { filter: string; factor: number } | undefined {
  const [, filter, factor] = /^(.+?)\s*[×x*]\s*([\d.]+)$/.exec(text.trim()) ?? []
  return filter && factor ? { filter, factor: Number(factor) } : undefined
}
