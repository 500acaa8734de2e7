import type { UseQueryResult } from '@tanstack/react-query'
import { Fragment, type ReactNode } from 'react'
import { duration } from '../../data/format.ts'
import type { Answer } from '../../data/use-call.ts'
import { Badge } from '../../ui/badge.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Link } from '../../ui/link.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Ranked } from './ranked.tsx'
import { asCurl, asTypeScript } from './snippets.ts'

interface AnsweredProps {
  readonly path: string
  readonly body: object
  readonly answer: UseQueryResult<Answer<'predict'>>
  readonly onItem?: (id: string) => void
  /** The fields of the request. */
  readonly children: ReactNode
}

/** The request at the top, its answer drawn, and both as text. */
export const Answered = ({ path, body, answer, onItem, children }: AnsweredProps) => (
  <>
    <Panel
      title="Request"
      actions={
        <>
          <CopyButton text={asCurl(location.origin, path, body)} label="Copy as curl" />
          <CopyButton text={asTypeScript(location.origin, path, body)} label="Copy as TypeScript" />
        </>
      }
    >
      <form className="form" onSubmit={(event) => event.preventDefault()}>
        {children}
      </form>
    </Panel>
    <Panel title="Answer" note={answer.data && <Meta answer={answer.data} />}>
      {answer.fetchStatus === 'idle' && answer.data === undefined && !answer.error ? (
        <Empty title="Nothing was asked yet">Type a query.</Empty>
      ) : (
        <AnswerOf query={answer}>
          {(given) =>
            given.data.length > 0 ? (
              <Ranked answer={given} {...(onItem && { onItem })} />
            ) : (
              <Empty title="Nothing to say">
                {given.meta.emptyBecause ??
                  'No item fits the request. Ask for less, or bring items on the page Start here.'}
              </Empty>
            )
          }
        </AnswerOf>
      )}
    </Panel>
  </>
)

const Meta = ({ answer: { receiptId, meta } }: { readonly answer: Answer<'predict'> }) => (
  <>
    by {meta.servedBy} in {duration(meta.tookMs)}, cache {meta.cache}
    {meta.corrected && (
      <>
        , searched for “<bdi>{meta.corrected}</bdi>”
      </>
    )}{' '}
    ·{' '}
    <Link to="/playground" search={{ view: 'receipt', receipt: receiptId }}>
      receipt
    </Link>{' '}
    {meta.degraded?.map((part) => (
      <Fragment key={part}>
        <Badge tone="warn">without {part}</Badge>{' '}
      </Fragment>
    ))}
  </>
)
