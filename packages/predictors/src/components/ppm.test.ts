import { describePredictor } from '../../test/predictor-contract.ts'
import { Ppm } from './ppm.ts'

describePredictor('Ppm', (log) => new Ppm(log))
