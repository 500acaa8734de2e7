export { InklingClientError, UnexpectedAnswerError } from './client-error.ts'
export { type CallOptions, createClient, type InklingClient } from './create-client.ts'
