import { defineCall } from '../call.ts'
import { Answer } from '../schemas/answer.ts'
import { PredictionRequest } from '../schemas/prediction-request.ts'
import { SpeculationQuery, SpeculationRules } from '../schemas/speculation.ts'

export const predict = defineCall({
  id: 'predict',
  method: 'POST',
  path: '/predictions',
  summary: 'Predict the next items of a user',
  description: `Returns the items that the user will most probably use next, most probable first, with calibrated
probabilities.

- Items that the user has used are not left out, because people return to them.
- A user without known events gets popular items.
- Items that were deleted or have expired are left out, and the others share their probability. Items that were never
  described are not left out.
- A request with the header \`Consistency-Token\` of a write waits until that write is read, at most 500 ms.
  If it has not by then, \`meta.degraded\` holds \`consistency\`.
- If a tenant has more items, sessions and users than fit into memory, those that occur once and the oldest are
  forgotten, and \`meta.degraded\` holds \`history\`.
- The request stores no events: it counts as no usage.
- With a \`budget\`, the answer lists what to fetch ahead: by probability per share of the budget, never beyond it, and
  nothing below \`minProbability\`. The default is then that of speculation rules. Items with
  \`attributes.prefetch: false\` are left out. The list is empty while the load is high (\`degraded: load\`) and
  while search is unavailable (\`degraded: search\`). Report each item as \`prefetchUsed\` or \`prefetchWasted\`.`,
  service: 'prediction',
  scope: 'predictions:read',
  priority: 'critical',
  idempotent: true,
  body: PredictionRequest,
  answers: { 200: Answer },
})

export const getSpeculationRules = defineCall({
  id: 'getSpeculationRules',
  method: 'GET',
  path: '/predictions/speculation-rules',
  summary: 'Get speculation rules for the next pages of a user',
  description: `Returns the predicted items as a speculation rule set, for a script element of the type
\`speculationrules\` or for the header \`Speculation-Rules\` to point to.

- The page of an item is its \`url\`: an http(s) address or a path of the site.
- An item without a \`url\` whose id is a path (\`/…\`) is its own page. Other items are left out.
- Pages that act are left out, by the words of their path and query: sign out, add to cart, delete, remove, download,
  unsubscribe and the like. \`exclude\` and an item with \`attributes.prefetch: false\` leave out further pages; an
  item with \`attributes.prefetch: true\` vouches for its page.
- Pages of another origin than that of the asking page (\`Origin\`) are left out.
- A page that answered an error is left out for a day, see the signal \`prefetchFailed\` of feedback.
- A page is prefetched from a probability of 0.2 and prerendered from 0.5, unless the request says otherwise. While
  more than 80 % of the tenant's prefetches are wasted, by the signals \`prefetchUsed\` and \`prefetchWasted\` of
  feedback, the 0.2 rises; it returns within days without feedback.
- \`limit\` and \`maxBytes\` are a budget: the pages are those that promise most per share of it, and never exceed it.
- While the load is high, the rule set is empty and the header \`Degraded\` says \`load\`.
- With \`Save-Data: on\` the rule set is empty.
- With \`Prefer: early-hints\` the answer has the pages as \`Link: <…>; rel=prefetch\`, too, and the gateway sends this
  header ahead as \`103 Early Hints\`, which servers and proxies can pass on with the page that they render.
- If a service is unavailable, the rule set is empty and the header \`Degraded\` names the service.
- The request stores no events: it counts as no usage.

The defaults weigh the cost of a load against its probable use. A prefetch loads one document; a prerender loads a
page with its scripts. On public data sets (diginetica, nowplaying, yoochoose, fifa, wikispeedia), prefetching from
0.2 loads 0.1 to 0.9 pages per page view, of which 23 to 32 % are used, and catches 2 to 30 % of next pages. Always
prefetching five pages catches 15 to 63 %, but only 3 to 13 % of the loads are used.`,
  service: 'suggestion',
  scope: 'predictions:read',
  priority: 'critical',
  idempotent: true,
  query: SpeculationQuery,
  mediaType: 'application/speculationrules+json',
  answers: { 200: SpeculationRules },
})
