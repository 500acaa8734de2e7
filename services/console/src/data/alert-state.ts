import type { Alert } from './replies.ts'

/**
 * What to call the state of an alert. A notice tells that something changed, and stays for some minutes after that: it
 * does not fire, as the state that it tells of may be over.
 */
export const alertStateOf = ({ state, severity }: Pick<Alert, 'state' | 'severity'>): string =>
  severity === 'info' && state !== 'resolved' ? 'notice' : state
