import { describePredictor } from '../test/predictor-contract.ts'
import { Paths } from './paths.ts'

describePredictor('Paths', (log) => new Paths(log))
