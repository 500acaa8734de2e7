import type { InvalidationBus } from '@inkling/cache'
import { platformOwner, type TopicKindName, topics } from '@inkling/contracts'
import type { LoadMonitor } from '@inkling/service-kit'
import type { Streams } from './streams.ts'

/**
 * What a change that a process tells of can change for those who follow these kinds of topics. A snapshot is told of
 * when it is stored, and again when a process answers from it.
 */
const affected = {
  [topics.operations]: ['operations'],
  [topics.alerts]: ['alerts'],
  [topics.nextItemSnapshots]: ['predictions', 'suggestions'],
  [topics.nextItemModels]: ['predictions', 'suggestions'],
  [topics.erasures]: ['predictions', 'suggestions'],
} as const satisfies Record<string, readonly TopicKindName[]>

/** Lets streams know of changes that pass no gateway: of runs, trainings, imports, alerts and the load. */
export function followChanges(
  streams: Pick<Streams, 'refresh'>,
  wakeUps: Pick<InvalidationBus, 'listen'>,
  load: Pick<LoadMonitor, 'onLevel'>,
): void {
  for (const topic of Object.keys(affected) as (keyof typeof affected)[])
    wakeUps.listen(topic, (owner) => streams.refresh(owner, affected[topic]))
  load.onLevel(() => streams.refresh(platformOwner, ['level']))
}
