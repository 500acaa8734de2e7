import { number, percent } from '../../data/format.ts'
import { live, useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { Empty } from '../../ui/empty.tsx'
import { Choice } from '../../ui/fields.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Stat } from '../../ui/stat.tsx'
import { PrefetchChart } from './prefetch-chart.tsx'
import { prefetchCurve } from './prefetch-curve.ts'
import { windows } from './quality.tsx'

/** That of the gateway, unless the tag of a site says `data-prefetch`. */
const usual = '0.2'

/** What a threshold of prefetching gains and what it costs, on what people did. */
export function Prefetch() {
  const [window, setWindow] = useParam('window', '7d')
  const [threshold, setThreshold] = useParam('threshold', usual)
  const metrics = useCall('getLearningMetrics', { query: { window } }, { every: live.slow })
  return (
    <Panel
      title="Prefetch"
      note="What would have been loaded ahead, and used, if every item from a probability on were prefetched"
      actions={<Choice label="Window" value={window} onChange={setWindow} options={windows} />}
    >
      <AnswerOf query={metrics}>
        {({ models, feedback }) => {
          const blend = models.find(({ model }) => model === 'blend')
          const curve = prefetchCurve(blend?.calibration ?? [], blend?.cases ?? 0)
          const chosen = curve.findLast((point) => point.threshold <= Number(threshold) + 1e-9)
          if (!chosen)
            return <Empty title="No prediction was compared in this window">Send events as they happen.</Empty>
          const used = feedback.find(({ kind }) => kind === 'prediction')?.signals
          return (
            <div className="receipt">
              <PrefetchChart curve={curve} chosen={chosen} onChoose={setThreshold} />
              <section className="stats" aria-label="At this threshold">
                <Stat label="Prefetched from" value={percent(chosen.threshold, 0)} note="probable" />
                <Stat label="Hit rate" value={percent(chosen.hitRate)} note="of the pages opened next were there" />
                <Stat label="Waste" value={percent(chosen.waste)} note="of the loads were used by nobody" />
                <Stat label="Loads" value={number(chosen.loads)} note="for each page that was opened" />
                {used?.prefetchUsed !== undefined && (
                  <Stat label="Really used" value={number(used.prefetchUsed)} note="answers with a used prefetch" />
                )}
              </section>
              <p className="quiet">
                A site sets it with <code>data-prefetch="{chosen.threshold}"</code> in its tag.
              </p>
            </div>
          )
        }}
      </AnswerOf>
    </Panel>
  )
}
