import { describePredictor } from '../../test/predictor-contract.ts'
import { Transitions } from './transitions.ts'

describePredictor('Transitions', (log) => new Transitions(log))
