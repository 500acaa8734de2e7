import { live, useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { Choice } from '../../ui/fields.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Standings } from './standings.tsx'

/** The ranking that serves a placement, and those that challenge it unseen. */
export function League() {
  const [scenario, setScenario] = useParam('scenario')
  const scenarios = useCall('listScenarios')
  const league = useCall('getLeague', { query: { ...(scenario && { scenario }) } }, { every: live.slow })
  const names = ['', ...(scenarios.data?.data.map(({ id }) => id) ?? [])]
  return (
    <Panel
      title="League"
      note="A challenger that is proven to be better is promoted"
      actions={<Choice label="Placement" value={scenario} onChange={setScenario} options={names} />}
    >
      <AnswerOf query={league}>{(answer) => <Standings league={answer} />}</AnswerOf>
    </Panel>
  )
}
