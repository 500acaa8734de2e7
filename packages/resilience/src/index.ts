export { Admission } from './admission.ts'
export { backoffMs } from './attempts.ts'
export { createPolicy } from './create-policy.ts'
export { Deadline } from './deadline.ts'
export { inBackground } from './in-background.ts'
export { type Fault, InjectedFaults, injectedFaults, requireValidFault } from './inject-faults.ts'
export {
  type LoadLevel,
  type LoadLevelName,
  LoadLevelTracker,
  loadLevels,
  type Step,
} from './load-level.ts'
export { describePolicies, resetCircuits } from './policies.ts'
export type { Policy, PolicySettings } from './policy.ts'
export { policySensor } from './policy-sensor.ts'
export { predefined } from './predefined.ts'
export { PressureGauge, type Sample, type Sensor } from './pressure.ts'
export { processSensors } from './process-sensors.ts'
export { Replicas, type Watched } from './replicas.ts'
export { withTimeout } from './with-timeout.ts'
