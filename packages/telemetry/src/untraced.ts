import { type Context, context } from '@opentelemetry/api'
import { suppressTracing } from '@opentelemetry/core'

/** A context in which no span is recorded. */
export const untraced = (parent: Context = context.active()): Context => suppressTracing(parent)
