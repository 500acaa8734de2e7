import { numberIn } from '../../data/number-in.ts'
import { useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { anyPrediction } from '../../first/calls.ts'
import { TextField } from '../../ui/fields.tsx'
import { Answered } from './answered.tsx'
import { listOf } from './list-of.ts'

/** That of the call. */
const maxLimit = 100

export function Predictions() {
  const [userId, setUserId] = useParam('user')
  const [sessionId, setSessionId] = useParam('session')
  const [recent, setRecent] = useParam('recent')
  const [limit, setLimit] = useParam('limit', '10')
  const items = numberIn(limit, { min: 1, max: maxLimit })
  const body = {
    ...(userId && { userId }),
    ...(sessionId && { sessionId }),
    ...(recent && { recent: listOf(recent) }),
    ...anyPrediction.body,
    ...(items.value && { limit: items.value }),
  }
  const answer = useCall('predict', { body })
  return (
    <Answered
      path="/api/v1/predictions"
      body={body}
      answer={answer}
      onItem={(id) => setRecent([recent, id].filter(Boolean).join(', '))}
    >
      <TextField label="User" value={userId} onChange={setUserId} placeholder="nobody" />
      <TextField label="Session" value={sessionId} onChange={setSessionId} placeholder="none" />
      <TextField label="Recent items, oldest first" value={recent} onChange={setRecent} placeholder="a, b" />
      <TextField
        label="Limit"
        value={limit}
        onChange={setLimit}
        type="number"
        error={items.error && `${items.error}. ${anyPrediction.body.limit} is asked for.`}
      />
    </Answered>
  )
}
