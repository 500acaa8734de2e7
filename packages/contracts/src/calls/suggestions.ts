import { defineCall } from '../call.ts'
import { Answer } from '../schemas/answer.ts'
import { SuggestionRequest } from '../schemas/suggestion-request.ts'

export const suggest = defineCall({
  id: 'suggest',
  method: 'POST',
  path: '/suggestions',
  summary: 'Suggest items that go with the present context',
  description: `Returns items that are used together with the items of the context or that resemble them in words.

- Items of the context and of \`exclude\`, and items that were deleted or have expired, are never suggested.
- Without items in the context, what the user will probably use next takes their place.
- Items that the user or session dismissed (feedback \`dismiss\`) in the last 90 days are ranked last.
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
