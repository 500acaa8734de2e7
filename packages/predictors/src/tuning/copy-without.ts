import { NextItemModel } from '../model/next-item-model.ts'

/** A model of the same events but these (by rising numbers), with room to play them back, which has learned nothing yet. */
export function copyWithout({ log }: NextItemModel, events: readonly number[]): NextItemModel {
  const copy = new NextItemModel({ capacity: log.capacity + events.length, sessionGapMs: log.sessionGapMs })
  copy.log.restore(log.state)
  copy.restore(copy.learned)
  copy.removeEvents(events)
  return copy
}
