import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { ChallengerBody, ChallengerName, League, LeagueQuery } from '../schemas/league.ts'

const ofSuggestion = { service: 'suggestion', priority: 'background' } as const
const ofOne = {
  ...ofSuggestion,
  path: '/learning/league/:name',
  params: Type.Object({ name: ChallengerName }),
} as const

export const getLeague = defineCall({
  ...ofSuggestion,
  id: 'getLeague',
  method: 'GET',
  path: '/learning/league',
  summary: 'Get the league of rankings of a placement, or of predictions',
  description: `Returns the ranking that serves, those that challenge it unseen, and what is known of each.

- Every challenger ranks, after the answer was given, the candidates of each answer in which a coin decided the order
  of neighbours (\`swapRate\`). A click on one of two such neighbours says which of them the person wanted, wherever
  they stood. A ranking that had put it first scores.
- A challenger that is proven to be better is promoted: it ranks the answers from then on. The test is valid at any
  time; 5 % at most of all challengers that are no better are ever promoted.
- The ranking that it replaced guards it, and takes its place again when it proves better now.
- A challenger that fails or is slow three times in a row is benched for an hour. Answers never wait for one.
- The learned weights (incumbent) keep learning whoever serves.

With \`of=predictions\` the models that predict for the tenant are returned. Each event tells what came next, so every
challenger predicts before it is learned from, in the background, and all are compared by 1 / rank of the item among
their first 20. They take at most a twentieth of the time of a process, and none while the load is high; the table is at
most a minute old. A training run enters the model that it rejected (trained); or the one that it replaced (previous),
when the league also starts again. A challenger that throws, or takes 50 ms three times in a row, is benched.`,
  scope: 'learning:read',
  idempotent: true,
  query: LeagueQuery,
  answers: { 200: League },
})

export const putChallenger = defineCall({
  ...ofOne,
  id: 'putChallenger',
  method: 'PUT',
  summary: 'Create a challenger or replace its rules',
  description: `Enters a ranking into the league of a placement, at most 8 beside the built-in ones. Its evidence starts
from nothing, also when its rules are replaced. One that serves or guards cannot be replaced: enter another name.
With \`of: "predictions"\` it is a blend with the weights of \`rules.components\`, which begins to predict within a
minute. Returns the league. The call is audited.`,
  scope: 'maintenance:write',
  idempotent: true,
  body: ChallengerBody,
  answers: { 200: League, 201: League },
})

export const deleteChallenger = defineCall({
  ...ofOne,
  id: 'deleteChallenger',
  method: 'DELETE',
  summary: 'Delete a challenger from the league',
  description: `If it serves, the learned weights serve again, and all evidence of the league starts from nothing. The
call is audited.`,
  scope: 'maintenance:write',
  idempotent: true,
  query: LeagueQuery,
  answers: { 204: null },
})
