import type { ExplainedReceipt, Replayed, SuggestionRequest } from '@inkling/contracts'
import { explain } from './explain.ts'
import { plural } from './plural.ts'
import type { ShownDetails } from './receipt-details.ts'
import { sourceNames, weightsByName } from './sources.ts'

/** A receipt as it is stored. */
export interface RecordedReceipt {
  readonly id: string
  readonly kind: ExplainedReceipt['kind']
  readonly createdAt: Date
  readonly userId: string | null
  readonly sessionId: string | null
  readonly scenario: string | null
  readonly itemIds: readonly string[]
  readonly scores: readonly number[]
  readonly propensities: readonly number[] | null
  readonly epoch: number
  readonly request: Readonly<Record<string, unknown>> | null
  readonly requestDigest: string | null
  readonly details: unknown
  readonly feedback: readonly { readonly itemId: string; readonly signal: string; readonly occurredAt: string }[]
}

/** The details of a suggestion of this version; undefined for other answers. */
export function shownDetailsOf({ kind, details, itemIds }: RecordedReceipt): ShownDetails | undefined {
  const shown = details as ShownDetails | null
  const isReadable = kind === 'suggestion' && shown?.shares?.length === sourceNames.length
  return isReadable && shown.scores.length === itemIds.length ? shown : undefined
}

/**
 * Of the model that answered; of a suggestion, those of its weights and of the models that listed candidates, by name:
 * Postgres keeps the fields of an object in an order of its own.
 */
export const versionOf = ({ details }: Pick<RecordedReceipt, 'details'>): string | undefined => {
  const { version, models } = (details ?? {}) as Partial<ShownDetails>
  if (version === undefined) return undefined
  const ofModels = Object.entries(models ?? {}).map(([service, its]) => `${service} ${its}`)
  return [...(models ? [`weights ${version}`] : [version]), ...ofModels.sort()].join(', ')
}

/** Of a prediction: what it was made from, as `Replayed` has it. */
export const revisionOf = ({ details }: Pick<RecordedReceipt, 'details'>): Replayed['revision'] =>
  (details as Pick<Replayed, 'revision'> | null)?.revision

/** What a support engineer reads: the answer, item by item, and what became of it. */
export function explainReceipt(receipt: RecordedReceipt): ExplainedReceipt {
  const shown = shownDetailsOf(receipt)
  const version = versionOf(receipt)
  const { request, requestDigest, userId, sessionId, scenario } = receipt
  return {
    id: receipt.id,
    kind: receipt.kind,
    createdAt: receipt.createdAt.toISOString(),
    ...(userId !== null && { userId }),
    ...(sessionId !== null && { sessionId }),
    ...(scenario !== null && { scenario }),
    ...(shown?.experiment && { experiment: { id: shown.experiment.id, variant: shown.experiment.variant } }),
    ...(request && { request: { ...request } }),
    ...(requestDigest !== null && { requestDigest }),
    epoch: receipt.epoch,
    ...(version !== undefined && {
      model: { version, ...(shown && { weights: weightsByName(shown.weights) }) },
    }),
    items: receipt.itemIds.map((itemId, n) => itemOf(receipt, shown, itemId, n)),
    summary: summaryOf(receipt, shown),
  }
}

function itemOf(receipt: RecordedReceipt, shown: ShownDetails | undefined, itemId: string, n: number) {
  const propensity = receipt.propensities?.[n]
  const score = receipt.scores[n] ?? 0
  return {
    itemId,
    position: n + 1,
    score,
    ...(propensity !== undefined && { propensity }),
    ...(shown && { reasons: reasonsOf(receipt, shown, itemId, n) }),
    feedback: receipt.feedback.flatMap((one) =>
      one.itemId === itemId ? [{ signal: one.signal, occurredAt: one.occurredAt }] : [],
    ),
  }
}

function reasonsOf({ request, scores, createdAt }: RecordedReceipt, shown: ShownDetails, itemId: string, n: number) {
  const { itemIds = [], query, at } = (request?.context ?? {}) as Partial<SuggestionRequest['context']>
  const atMs = at === undefined ? createdAt.getTime() : Date.parse(at)
  const candidate = { itemId, scores: shown.scores[n] ?? [], factors: shown.factors[n] ?? {}, score: scores[n] ?? 0 }
  const isExplored = shown.explored?.includes(n) ?? false
  return explain(candidate, shown.shares, { titles: itemIds, query, atMs, isExplored })
}

function summaryOf(receipt: RecordedReceipt, shown: ShownDetails | undefined): string[] {
  const { kind, itemIds, feedback, userId, sessionId, epoch } = receipt
  const whom = userId !== null ? `the user ${userId}` : sessionId !== null ? `the session ${sessionId}` : 'nobody named'
  const placement = receipt.scenario ? ` for the placement ${receipt.scenario}` : ''
  return [
    `A ${kind} of ${plural(itemIds.length, 'item')} for ${whom}${placement}, by what was known up to epoch ${epoch}.`,
    ...(shown ? sentencesOf(shown) : []),
    feedbackSentence(feedback),
  ]
}

function feedbackSentence(feedback: RecordedReceipt['feedback']): string {
  if (feedback.length === 0) return 'No feedback has been received.'
  const signals = feedback.map(({ signal, itemId }) => `${signal} on ${itemId}`)
  return `${plural(feedback.length, 'signal')} received: ${signals.join(', ')}.`
}

const roleWords = {
  control: 'its control',
  treatment: 'its treatment',
  interleaved: 'a list drafted from both rankings',
}

function sentencesOf({ shares, version, experiment, explored = [], pairs = [] }: ShownDetails): string[] {
  const spoken = sourceNames
    .map((name, n) => ({ name, share: shares[n] ?? 0 }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share)
    .map(({ name, share }) => `${name} ${Math.round(share * 100)} %`)
  const weights = version === 0 ? 'the first weights, before any feedback' : `version ${version} of the learned weights`
  return [
    `It was ranked by ${weights}: ${spoken.join(', ') || 'no source listed anything'}.`,
    ...(experiment ? [`It was part of the experiment ${experiment.id}, as ${roleWords[experiment.variant]}.`] : []),
    ...explored.map((place) => `Place ${place + 1} shows an item from further down, to learn how it is liked.`),
    ...pairs.map((place) => `A coin decided the order of the places ${place + 1} and ${place + 2}.`),
  ]
}
