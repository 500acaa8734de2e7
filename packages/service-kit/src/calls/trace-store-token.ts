import { createHmac } from 'node:crypto'

/** With this bearer token the processes send their spans to the trace store. */
export const traceStoreToken = (secret: string): string =>
  createHmac('sha256', secret).update('inkling trace store').digest('hex')
