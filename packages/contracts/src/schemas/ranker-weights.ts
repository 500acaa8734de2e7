import { type Static, Type } from 'typebox'
import { Page, pageQuery } from './page.ts'
import { ScenarioId } from './scenario.ts'
import { Whole } from './text.ts'

const scenario = Type.Optional(ScenarioId('The placement. Without it: the weights that new placements start from'))

export const WeightsQuery = Type.Object({ ...pageQuery, scenario }, { additionalProperties: false })
export type WeightsQuery = Static<typeof WeightsQuery>

export const RankerVersion = Type.Object(
  {
    version: Type.Integer({ description: 'Rises with each change; receipts name it' }),
    recordedAt: Type.String({ format: 'date-time' }),
    cause: Type.Enum(['started', 'learned', 'restored'] as const, {
      description: 'Whether feedback moved the weights, an earlier version was restored, or they are the first',
    }),
    weights: Type.Record(Type.String(), Type.Number(), { description: 'The weight of each source' }),
    cases: Type.Integer({ description: 'Feedbacks that the weights rest on' }),
  },
  { description: 'A state that the weights had' },
)
export type RankerVersion = Static<typeof RankerVersion>

export const RankerVersionPage = Page(RankerVersion)

export const WeightsRestore = Type.Object(
  {
    scenario,
    version: Whole('A version of the history; 0 is the first'),
  },
  { additionalProperties: false },
)
