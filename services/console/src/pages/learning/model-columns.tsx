import { number, percent } from '../../data/format.ts'
import type { Answer } from '../../data/use-call.ts'
import type { Column } from '../../ui/column.ts'

type Model = Answer<'getLearningMetrics'>['models'][number]

const share = (id: 'hitRateAt1' | 'hitRateAt5' | 'calibrationError' | 'coverage', title: string): Column<Model> => ({
  id,
  title,
  value: (model) => model[id],
  cell: (model) => percent(model[id]),
  isNumber: true,
})

/** How well each model predicted. */
export const modelColumns: readonly Column<Model>[] = [
  { id: 'model', title: 'Model', value: ({ model }) => model },
  { id: 'cases', title: 'Cases', value: ({ cases }) => cases, isNumber: true },
  share('hitRateAt1', 'Hit rate at 1'),
  share('hitRateAt5', 'at 5'),
  {
    id: 'hitRateAt20',
    title: 'at 20 (95 % interval)',
    value: ({ hitRateAt20 }) => hitRateAt20,
    cell: ({ hitRateAt20, hitRateAt20Interval: [low, high] }) => (
      <>
        {percent(hitRateAt20)}{' '}
        <span className="quiet">
          {(low * 100).toFixed(0)} to {(high * 100).toFixed(0)}
        </span>
      </>
    ),
    isNumber: true,
  },
  { id: 'mrr', title: 'MRR', value: ({ mrrAt20 }) => mrrAt20, cell: ({ mrrAt20 }) => number(mrrAt20), isNumber: true },
  {
    id: 'repeat',
    title: 'Repeats at 20',
    value: ({ repeat }) => repeat?.hitRateAt20,
    cell: ({ repeat }) => percent(repeat?.hitRateAt20),
    isNumber: true,
  },
  {
    id: 'new',
    title: 'New at 20',
    value: (model) => model.new?.hitRateAt20,
    cell: (model) => percent(model.new?.hitRateAt20),
    isNumber: true,
  },
  share('calibrationError', 'Calibration error'),
  share('coverage', 'Coverage'),
]
