import { number, percent } from '../../data/format.ts'
import type { Answer } from '../../data/use-call.ts'
import { Highlighted } from './highlighted.tsx'
import { Reasons } from './reasons.tsx'

interface RankedProps {
  readonly answer: Answer<'predict'>
  /** What a click on an item does. */
  readonly onItem?: (id: string) => void
}

/** The items of an answer: how sure it is of each, and which component said what. */
export const Ranked = ({ answer: { data }, onItem }: RankedProps) => {
  const most = Math.max(...data.map(({ probability, score }) => probability ?? score), Number.EPSILON)
  return (
    <ol className="ranked">
      {data.map(({ itemId, probability, score, item, highlight, reasons }) => {
        const name = <Highlighted html={highlight?.title} text={item?.title ?? itemId} />
        return (
          <li key={itemId}>
            <div className="ranked-name">
              {onItem ? (
                <button type="button" className="link" onClick={() => onItem(itemId)}>
                  {name}
                </button>
              ) : (
                name
              )}
              {item && <code className="quiet">{itemId}</code>}
              {highlight?.text && (
                <p className="small quiet">
                  <Highlighted html={highlight.text} text="" />
                </p>
              )}
            </div>
            <p className="number">{probability === undefined ? number(score) : percent(probability)}</p>
            <svg className="meter good" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
              <rect className="meter-part" width={(100 * (probability ?? score)) / most} height="4" />
            </svg>
            {reasons && <Reasons reasons={reasons} />}
          </li>
        )
      })}
    </ol>
  )
}
