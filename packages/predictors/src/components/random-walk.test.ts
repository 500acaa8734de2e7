import { describePredictor } from '../../test/predictor-contract.ts'
import { Hops } from './random-walk.ts'

describePredictor('Hops', (log) => new Hops(log))
