import { describePredictor } from '../../test/predictor-contract.ts'
import { Paths } from './ppm.ts'

describePredictor('Paths', (log) => new Paths(log))
