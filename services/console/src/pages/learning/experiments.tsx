import { live, useCall } from '../../data/use-call.ts'
import { Empty } from '../../ui/empty.tsx'
import { AnswerOf } from '../../ui/panel.tsx'
import { OneExperiment } from './one-experiment.tsx'

export function Experiments() {
  const experiments = useCall('listExperiments', { query: { limit: 50 } }, { every: live.slow })
  return (
    <AnswerOf query={experiments}>
      {({ data }) =>
        data.length === 0 ? (
          <Empty title="No experiment yet">
            <code>npx -y pnpm@12 inkling experiments --help</code> says how to compare two rankings of suggestions.
          </Empty>
        ) : (
          data.map((experiment) => <OneExperiment key={experiment.id} experiment={experiment} />)
        )
      }
    </AnswerOf>
  )
}
