import { type Static, Type } from 'typebox'
import { planNames } from '../plans.ts'
import { PlanLimits } from './plan-limits.ts'
import { Time } from './text.ts'

export const PlanName = Type.Enum(planNames, { description: 'The plan', examples: ['starter'] })

export const PlanSettingsBody = Type.Object(
  {
    limits: Type.Partial(PlanLimits, {
      additionalProperties: false,
      description: 'The limits that differ from the built-in ones. Each that you leave out is the built-in one',
    }),
  },
  { additionalProperties: false, description: 'What the plan allows' },
)
export type PlanSettingsBody = Static<typeof PlanSettingsBody>

export const PlanSettings = Type.Object(
  {
    name: PlanName,
    limits: PlanLimits,
    updatedAt: Type.Optional(Time('When it was last changed; absent while all limits are the built-in ones')),
  },
  { description: 'The plan with the limits in force' },
)
export type PlanSettings = Static<typeof PlanSettings>
