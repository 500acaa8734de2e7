import { live, useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { Empty } from '../../ui/empty.tsx'
import { AnswerOf } from '../../ui/panel.tsx'
import { OneAlert } from './one-alert.tsx'
import { OtherAlerts } from './other-alerts.tsx'

const noneLately = 'No alert fires, and none did lately'

/** Those that fire, and the one that the link names, in full; notices and those that ended as rows. */
export function Alerts() {
  const alerts = useCall('listAlerts', undefined, { every: live.fast })
  const [chosen] = useParam('alert')
  return (
    <AnswerOf query={alerts}>
      {({ data }) => {
        const { whole = [], others = [] } = Object.groupBy(data, ({ id, state, severity }) =>
          id === chosen || (state !== 'resolved' && severity !== 'info') ? 'whole' : 'others',
        )
        return (
          <>
            {whole.length === 0 && <Empty title={data.length === 0 ? noneLately : 'No alert fires'} />}
            {whole
              .toSorted((a, b) => Number(b.id === chosen) - Number(a.id === chosen))
              .map((alert) => (
                <OneAlert key={alert.id} alert={alert} />
              ))}
            {others.length > 0 && <OtherAlerts alerts={others} />}
          </>
        )
      }}
    </AnswerOf>
  )
}
