import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { Experiment, ExperimentPage, ExperimentPatch, NewExperiment } from '../schemas/experiment.ts'
import { pageQuery } from '../schemas/page.ts'
import { Text } from '../schemas/text.ts'

const ofSuggestion = { service: 'suggestion', priority: 'background' } as const
const params = Type.Object({ id: Text(64, 'The id of the experiment') })
const ofOne = { ...ofSuggestion, path: '/experiments/:id', params } as const

export const createExperiment = defineCall({
  ...ofSuggestion,
  id: 'createExperiment',
  method: 'POST',
  path: '/experiments',
  summary: 'Start an experiment on the suggestions of a placement',
  description: `Compares two rankings on people and sessions, and stops by itself. Answers to nobody are not part of it.

- In an A/B test a person, or a session without a person, always gets the same variant, from every process.
- Each counts once: by whether they clicked an item within \`outcomeSeconds\` of their first answer. So many clicks of
  one person weigh no more than one.
- The test is valid at any time (a confidence sequence): look as often as you like. It stops when one variant is proven
  to be better, when a guardrail is broken, when people do not arrive by the planned shares, or after \`days\`.
- The answers name the experiment and the variant in \`meta.experiment\`, and receipts keep them.
- A placement has one running experiment at a time: a further one is refused with 409. A tenant has at most 200
  experiments, the stopped ones included.
- When it stops, the placement goes on as it was. To adopt the treatment, change the placement, or enter it in the
  league.
- The call is audited.`,
  scope: 'maintenance:write',
  limit: 'expensive',
  idempotent: false,
  body: NewExperiment,
  answers: { 201: Experiment },
})

export const listExperiments = defineCall({
  ...ofSuggestion,
  id: 'listExperiments',
  method: 'GET',
  path: '/experiments',
  summary: 'List experiments on suggestions',
  description: 'Returns the experiments of the tenant with their results, newest first.',
  scope: 'learning:read',
  idempotent: true,
  query: Type.Object(pageQuery, { additionalProperties: false }),
  answers: { 200: ExperimentPage },
})

export const getExperiment = defineCall({
  ...ofOne,
  id: 'getExperiment',
  method: 'GET',
  summary: 'Get an experiment on suggestions',
  description: 'Returns its settings and its result, which is some seconds old.',
  scope: 'learning:read',
  idempotent: true,
  answers: { 200: Experiment },
})

export const stopExperiment = defineCall({
  ...ofOne,
  id: 'stopExperiment',
  method: 'PATCH',
  summary: 'Change an experiment to stopped',
  description: `From then on, within seconds, the placement answers everyone as before. Requests that are under way are
answered. The result stays. The call is audited.`,
  scope: 'maintenance:write',
  idempotent: true,
  body: ExperimentPatch,
  answers: { 200: Experiment },
})

export const deleteExperiment = defineCall({
  ...ofOne,
  id: 'deleteExperiment',
  method: 'DELETE',
  summary: 'Delete an experiment and its result',
  description: 'One that is running stops first. Receipts keep naming it. The call is audited.',
  scope: 'maintenance:write',
  idempotent: true,
  answers: { 204: null },
})
