import { useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { Choice, TextField } from '../../ui/fields.tsx'
import { Answered } from './answered.tsx'

const modes = ['auto', 'lexical', 'semantic', 'hybrid'] as const

export function Searches() {
  const [q, setQ] = useParam('q')
  const [userId, setUserId] = useParam('user')
  const [mode, setMode] = useParam('mode', 'auto')
  const [filter, setFilter] = useParam('filter')
  const body = {
    q,
    ...(userId && { userId }),
    mode: modes.find((one) => one === mode) ?? 'auto',
    ...(filter && { filter }),
    facets: ['kind', 'tags'],
    explain: true,
  }
  const answer = useCall('search', { body }, { enabled: q !== '' })
  return (
    <Answered path="/api/v1/search" body={body} answer={answer}>
      <TextField label="Query" value={q} onChange={setQ} placeholder="type to search" />
      <TextField label="User" value={userId} onChange={setUserId} placeholder="nobody" />
      <Choice label="Mode" value={mode} onChange={setMode} options={modes} />
      <TextField label="Filter" value={filter} onChange={setFilter} placeholder='tags in ["a"]' />
    </Answered>
  )
}
