import { framesOf } from './frames-of.ts'
import { textOf } from './text-of.ts'

/**
 * What is kept of an error. None of it comes from a message, because messages can hold what users sent: a redaction by
 * patterns would miss a search text or a name, which look like any other word.
 */
export interface ErrorFacts {
  /** Function and file of our code where it arose; empty if no stack names our code. */
  readonly place: string
  /** The classes of the error and of its causes, outermost first. */
  readonly classes: string
  /** What the system or a library calls the innermost cause, such as `ECONNREFUSED` or an SQLSTATE; or empty. */
  readonly reason: string
}

const mostCauses = 5
const mostOfName = 100
const frame =
  /^ +at (?:async )?(?:(?:new )?([\w$.#<>]{1,120})(?: \[as [^\]]*\])? \()?(?:file:\/\/)?([^\s():]+):\d+:\d+\)?$/
/** Files of ours in a checkout, and those that an installation has under node_modules. */
const ourFile = /(?:^|\/)(?:((?:packages|services)\/[\w-]+\/[\w./-]+)|node_modules\/@inkling\/([\w-]+\/[\w./-]+))$/
/** They run the calls of every dependency, so that they say little of where an error arose. */
const wrapper = /packages\/(?:resilience\/|telemetry\/src\/in-span\.|database\/src\/client\/)/
const reasonPattern = /^[A-Z0-9][A-Z0-9_]{2,63}$/

/** Reads the facts of any thrown value; it never throws. The stack of the innermost cause counts first. */
export function errorFacts(thrown: unknown): ErrorFacts {
  const errors = causesOf(thrown)
  const places = errors.toReversed().flatMap(placesOf)
  return {
    place: places.find((place) => !wrapper.test(place)) ?? places[0] ?? '',
    classes: errors.map((error) => textOf(error.constructor?.name).slice(0, mostOfName)).join(' < '),
    reason: errors.map(reasonOf).findLast((reason) => reason !== '') ?? '',
  }
}

function causesOf(thrown: unknown): Error[] {
  const errors: Error[] = []
  for (let error = thrown; error instanceof Error && errors.length < mostCauses; error = error.cause) errors.push(error)
  return errors
}

function reasonOf(error: Error): string {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && reasonPattern.test(code) ? code : ''
}

/** Our frames, innermost first. */
const placesOf = (error: Error): string[] => framesOf(error).flatMap((line) => placeOf(line) ?? [])

function placeOf(line: string): string | undefined {
  const [, name = '', path = ''] = frame.exec(line) ?? []
  if (path.includes('/node_modules/') && !path.includes('/node_modules/@inkling/')) return undefined
  const [, inCheckout, installed] = ourFile.exec(path) ?? []
  const file = inCheckout ?? (installed && `packages/${installed}`)
  return file && `${name} ${file}`.trim()
}
