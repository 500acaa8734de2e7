import { defineCall } from '../call.ts'
import { Simulation, SimulationRequest } from '../schemas/simulation.ts'

export const simulate = defineCall({
  id: 'simulate',
  method: 'POST',
  path: '/simulations',
  summary: 'Predict what other weights or rules of suggestions would have done',
  description: `Ranks the answers of the last days again, by other weights, boosts or diversity, and estimates from the
clicks how many more or fewer there would have been. Nobody sees anything else meanwhile.

- A tenth of the answers to people and sessions, by chance, keep all their candidates; the newest 2,000 of these (500
  if \`diversity\` is above 0) are ranked again. Answers of experiments, of rankings that the league promoted and to
  requests with boosts of their own are left out, and so are those of a placement with a diversity of its own.
- The estimate is self-normalised inverse-propensity scoring: a click counts by how much more the other ranking would
  have shown the item than the ranking of then did, by place and chance. Answers of one person count as one.
- It relies on randomised answers: without \`explorationRate\` it knows nothing of items that were not shown.`,
  service: 'suggestion',
  scope: 'learning:read',
  limit: 'expensive',
  priority: 'background',
  idempotent: true,
  body: SimulationRequest,
  answers: { 200: Simulation },
})
