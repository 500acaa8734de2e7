import { describePredictor } from '../test/predictor-contract.ts'
import { Hops } from './hops.ts'

describePredictor('Hops', (log) => new Hops(log))
