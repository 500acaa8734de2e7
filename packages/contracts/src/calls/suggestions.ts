import { defineCall } from '../call.ts'
import { Answer } from '../schemas/answer.ts'
import { SuggestionRequest } from '../schemas/suggestion-request.ts'

export const suggest = defineCall({
  id: 'suggest',
  method: 'POST',
  path: '/suggestions',
  summary: 'Suggest items that go with the present context',
  description: `Returns items that are used together with the items of the context, that come next, that resemble them
in words, or that are used much these days or at this hour of the week.

- Each source scores its candidates from 0 to 1. Weights that were learned from feedback rank them, for each
  \`scenario\` its own; \`GET /learning/weights\` shows them. With \`explain\`, \`reasons\` say why in numbers and
  words; the sum of \`weight\` × \`score\` over the reasons of an item is its score.
- Items of the context and of \`exclude\`, and items that were deleted or have expired, are never suggested.
- Items that the user or session dismissed (feedback \`dismiss\`) are not suggested for 30 days; then the dismissal
  fades for 60 more. Items that resemble them fall a little. Items that many dismiss fall for all.
- For an item that nobody knows, what everyone uses takes the place of what is used with it.
- With \`page.nextCursor\` the list goes on without a repeated item, up to 500. A list may be empty;
  \`meta.emptyBecause\` then says why.
- A small share of the answers to named users or sessions is randomised, to learn from it: see \`PUT /scenarios/{id}\`.
- If one of the services it asks is unavailable, the others answer and \`meta.degraded\` names the missing one.
- A request with the header \`Consistency-Token\` of a write waits until they have read that write, at most 500 ms. If
  one has not by then, \`meta.degraded\` holds \`consistency\`.
- With a \`filter\`, items that Inkling does not hold are left out. Without one, items that are known from events only
  may be suggested, without their \`item\`.`,
  service: 'suggestion',
  scope: 'suggestions:read',
  idempotent: true,
  body: SuggestionRequest,
  answers: { 200: Answer },
})
