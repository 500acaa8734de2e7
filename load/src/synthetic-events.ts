import { seededRandom } from '@inkling/learning'

export interface SyntheticEvent {
  readonly id: string
  readonly type: 'view'
  readonly sessionId: string
  readonly itemId: string
  readonly occurredAt: string
}

export interface SyntheticEventsOptions {
  /** How many events are made at most. */
  readonly events: number
  readonly items: number
  readonly seed?: number
}

const itemsPerTopic = 20
const stayOnTopic = 0.9

/** Sessions of 2 to 9 views, 20 seconds apart. Most views stay on a topic; some topics and items are more popular. */
export function* syntheticEvents({ events, items, seed = 1 }: SyntheticEventsOptions): Generator<SyntheticEvent> {
  const random = seededRandom(seed)
  const topics = Math.ceil(items / itemsPerTopic)
  const startMs = Date.parse('2026-01-01T00:00:00Z')
  for (let made = 0, session = 0; made < events; session++) {
    let topic = Math.floor(random() ** 2 * topics)
    const length = Math.min(events - made, 2 + Math.floor(random() ** 2 * 8))
    for (let place = 0; place < length; place++, made++) {
      if (random() > stayOnTopic) topic = Math.floor(random() ** 2 * topics)
      const item = topic * itemsPerTopic + Math.floor(random() ** 2 * itemsPerTopic)
      const occurredAt = new Date(startMs + session * 60_000 + place * 20_000).toISOString()
      yield { id: `${seed}-${made}`, type: 'view', sessionId: `s${session}`, itemId: `item-${item}`, occurredAt }
    }
  }
}
