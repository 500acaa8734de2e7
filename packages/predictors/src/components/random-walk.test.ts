import { describePredictor } from '../../test/predictor-contract.ts'
import { RandomWalk } from './random-walk.ts'

describePredictor('RandomWalk', (log) => new RandomWalk(log))
