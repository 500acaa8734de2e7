import { useState } from 'react'
import { number } from '../../data/format.ts'
import { type Input, useAction } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { FaultNote } from '../../ui/fault-note.tsx'
import { Choice, TextField } from '../../ui/fields.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Outcome } from './outcome.tsx'

type Body = NonNullable<Input<'simulate'>>['body']

const sources = {
  coOccurrence: 'Used together with the context',
  nextItem: 'Comes next',
  textSimilarity: 'Reads alike',
  trend: 'Used much these days',
  timeOfWeek: 'Used by the user at this hour',
  usualHour: 'Used by everyone at this hour',
} as const
const days = ['1', '7', '30'] as const
const mostWeight = 5

/** What other weights of suggestions would have done to the clicks of the last days. Nobody sees another answer. */
export function WhatIf() {
  const [scenario, setScenario] = useParam('scenario')
  const [back, setBack] = useParam('days', '7')
  const [weights, setWeights] = useState<Readonly<Record<string, number>>>({})
  const simulate = useAction('simulate')
  const body: Body = { weights, days: Number(back), ...(scenario && { scenario }) }
  return (
    <>
      <Panel
        title="What if"
        note="Ranks recorded suggestions again by other weights, and estimates the clicks from what people did"
      >
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault()
            simulate.mutate({ body })
          }}
        >
          <TextField label="Placement" value={scenario} onChange={setScenario} placeholder="none" />
          <Choice label="Days back" value={back} onChange={setBack} options={days} />
          <fieldset className="sliders">
            <legend className="small quiet">Weights; one that is not moved stays as it is learned</legend>
            {Object.entries(sources).map(([source, meaning]) => (
              <label key={source} title={meaning}>
                <span>{source}</span>
                <input
                  type="range"
                  min="0"
                  max={mostWeight}
                  step="0.25"
                  value={weights[source] ?? 1}
                  onChange={({ target }) => setWeights({ ...weights, [source]: Number(target.value) })}
                />
                <output className="number">
                  {weights[source] === undefined ? 'learned' : number(weights[source])}
                </output>
              </label>
            ))}
          </fieldset>
          <div className="form-actions">
            <button
              type="submit"
              className="button primary"
              disabled={simulate.isPending || Object.keys(weights).length === 0}
            >
              {simulate.isPending ? 'Ranking again…' : 'Estimate'}
            </button>
            <button type="button" className="button" onClick={() => setWeights({})}>
              As learned
            </button>
          </div>
        </form>
      </Panel>
      {simulate.error && <FaultNote error={simulate.error} />}
      {simulate.data && <Outcome simulation={simulate.data} />}
    </>
  )
}
