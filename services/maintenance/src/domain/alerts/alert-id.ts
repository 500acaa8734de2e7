import { hash } from 'node:crypto'
import type { AlertCase } from './alert-case.ts'
import { keyOf } from './matches.ts'

/** Equal whenever the alert fires with these labels, in every process. */
export const alertId = ({ alert, labels }: Pick<AlertCase, 'alert' | 'labels'>): string =>
  hash('sha256', `${alert.name} ${keyOf(labels)}`, 'hex').slice(0, 16)
