const maxAttributes = 64
const maxText = 1024
const maxDepth = 3

type AnyValue = Readonly<Record<string, unknown>>

/** A text that Postgres can store, cut after `max` UTF-16 units; empty if it is none. */
export const textOf = (value: unknown, max: number): string =>
  typeof value === 'string' ? value.slice(0, max).replaceAll('\0', '').toWellFormed() : ''

/** Reads OTLP's list of keys and values. What has no key or no value is left out. */
export function readAttributes(list: unknown, depth = 0): Record<string, unknown> {
  if (!Array.isArray(list)) return {}
  const entries = list.slice(0, maxAttributes).flatMap((pair) => {
    const { key, value } = (pair ?? {}) as { key?: unknown; value?: unknown }
    const name = textOf(key, maxText)
    const read = readValue(value, depth)
    return name === '' || read === undefined ? [] : [[name, read] as const]
  })
  return Object.fromEntries(entries)
}

function readValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return undefined
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = value as AnyValue
  if (stringValue !== undefined) return textOf(stringValue, maxText)
  if (typeof boolValue === 'boolean') return boolValue
  const number = intValue ?? doubleValue
  // An object may not be convertible, and a conversion that throws would refuse the whole request.
  if (typeof number === 'number' || typeof number === 'string')
    return Number.isFinite(Number(number)) ? Number(number) : String(number).slice(0, 32)
  if (bytesValue !== undefined) return textOf(bytesValue, maxText)
  const { values } = (arrayValue ?? kvlistValue ?? {}) as { values?: unknown }
  if (kvlistValue) return readAttributes(values, depth + 1)
  if (!Array.isArray(values)) return undefined
  return values.slice(0, maxAttributes).map((one) => readValue(one, depth + 1) ?? null)
}
