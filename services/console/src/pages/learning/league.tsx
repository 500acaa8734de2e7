import { live, useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { Choice } from '../../ui/fields.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Standings } from './standings.tsx'

const games = ['suggestions', 'predictions'] as const

/** The ranking that serves a placement, or the model that predicts, and those that challenge it unseen. */
export function League() {
  const [of, setOf] = useParam('of', 'suggestions')
  const [scenario, setScenario] = useParam('scenario')
  const isOfPredictions = of === 'predictions'
  const scenarios = useCall('listScenarios')
  const query = isOfPredictions ? ({ of: 'predictions' } as const) : { ...(scenario && { scenario }) }
  const league = useCall('getLeague', { query }, { every: live.slow })
  const names = ['', ...(scenarios.data?.data.map(({ id }) => id) ?? [])]
  return (
    <Panel
      title="League"
      note="Challengers answer unseen. One that is proven to be better is promoted, and the former one guards it"
      actions={
        <>
          <Choice label="Of" value={of} onChange={setOf} options={games} />
          {!isOfPredictions && (
            <Choice label="Placement" value={scenario} onChange={setScenario} options={names} blank="none" />
          )}
        </>
      }
    >
      <AnswerOf query={league}>{(answer) => <Standings league={answer} />}</AnswerOf>
    </Panel>
  )
}
