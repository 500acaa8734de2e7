import { Ppm } from '../components/ppm.ts'
import { RandomWalk } from '../components/random-walk.ts'
import { RepeatConsumption } from '../components/repeat-consumption.ts'
import { TimeOfWeek } from '../components/time-of-week.ts'
import { Transitions } from '../components/transitions.ts'
import { Trend } from '../components/trend.ts'
import { VmisKnn } from '../components/vmis-knn.ts'
import type { EventLog } from '../log/event-log.ts'
import type { Component } from './component.ts'

/** The components of the blend. To add one, implement `Predictor` in a file and add one line here. */
export function defaultComponents(log: EventLog): Component[] {
  return [
    { predictor: new RepeatConsumption(log), prior: 0.2 },
    { predictor: new VmisKnn(log), prior: 0.5 },
    { predictor: new Transitions(log), prior: 0.1 },
    { predictor: new Ppm(log), prior: 0.1 },
    { predictor: new RandomWalk(log), prior: 0.1 },
    { predictor: new TimeOfWeek(log), prior: 0.1 },
    { predictor: new Trend(log), prior: 0.1 },
  ]
}
