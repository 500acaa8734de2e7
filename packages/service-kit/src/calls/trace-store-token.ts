import { createHmac } from 'node:crypto'

/** The bearer token with which processes send spans to the trace store. */
export const traceStoreToken = (secret: string): string =>
  createHmac('sha256', secret).update('inkling trace store').digest('hex')
