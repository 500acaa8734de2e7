import { expect, it } from 'vitest'
import { unknownBasis } from './basis.ts'
import { enrol } from './enrol.ts'
import { type RunningExperiment, roleOf } from './role.ts'

const experiment: RunningExperiment = {
  id: 'exp_1',
  settings: { design: 'ab', treatment: { weights: { textSimilarity: 9 }, diversity: 0.5 } },
}
const context = { context: {} }
const basisOf = async () => ({ ...unknownBasis(), experiment })

it('a person gets the same variant whatever their session, and about half of the people get each', () => {
  const people = Array.from({ length: 1_000 }, (_, n) => roleOf(experiment, `user ${n}`).variant)
  expect(people.filter((variant) => variant === 'treatment').length / 1_000).toBeCloseTo(0.5, 1)
  expect(people).toEqual(Array.from({ length: 1_000 }, (_, n) => roleOf(experiment, `user ${n}`).variant))
})

it('the treatment replaces what it names, and leaves the rest as the placement has it', async () => {
  const userId = Array.from({ length: 50 }, (_, n) => `p${n}`).find(
    (person) => roleOf(experiment, `user ${person}`).variant === 'treatment',
  )
  const { sources, role } = enrol({ basisOf }, { ...context, userId: userId ?? '', sessionId: 's' })
  expect(role()).toBeUndefined()
  const basis = await sources.basisOf(undefined)
  expect(basis.weights).toEqual([3, 2, 9, 0.25, 1, 0.25])
  expect([basis.diversity, basis.boost]).toEqual([0.5, []])
  expect(role()).toMatchObject({ id: 'exp_1', variant: 'treatment', unit: `user ${userId}` })
})

it('an answer to nobody is no part of an experiment', async () => {
  const { sources, role } = enrol({ basisOf }, context)
  expect(await sources.basisOf(undefined)).toEqual(await basisOf())
  expect(role()).toBeUndefined()
})
