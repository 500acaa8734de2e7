import { originOf, type Scope, scopes } from '@inkling/contracts'
import { InvalidArgumentError } from 'commander'

/** A parser of whole numbers from `min` to `max`. */
export const integerBetween = (min: number, max: number) => (text: string) => {
  const value = Number(text)
  if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value
  throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
}

/** Parses a share from 0 to 1. */
export function rate(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value <= 1) return value
  throw new InvalidArgumentError('It must be a number from 0 to 1.')
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InvalidArgumentError(`It is not JSON: ${(error as Error).message}.`)
  }
}

export function parseScopes(text: string): Scope[] {
  const names = text.split(',').map((name) => name.trim())
  const unknown = names.filter((name) => !isScope(name))
  if (unknown.length > 0)
    throw new InvalidArgumentError(`There is no scope ${unknown.join(', ')}. Choose from ${scopes.join(', ')}.`)
  return names.filter(isScope)
}

const isScope = (name: string): name is Scope => (scopes as readonly string[]).includes(name)

/** Reads an origin, or an address of one of its pages. @throws InvalidArgumentError that says what an origin is */
export function parseOrigin(text: string): string {
  const origin = text.trim() === '*' ? '*' : originOf(text.trim())
  if (origin !== undefined && (origin === '*' || !origin.includes('*'))) return origin
  throw new InvalidArgumentError(
    `"${text}" is no origin. Write scheme and host, such as https://shop.example or http://localhost:3000.`,
  )
}

/** Reads origins separated by commas. */
export const parseOrigins = (text: string): string[] => text.split(',').map(parseOrigin)

const durationMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds since 1970 of a future time, given by RFC 3339 or as a duration from now: 45m, 12h or 30d. */
export function parseExpiry(text: string, nowMs: number): number {
  const [, count, unit = ''] = /^(\d+)([mhd])$/.exec(text) ?? []
  const timeMs = count === undefined ? Date.parse(text) : nowMs + Number(count) * (durationMs[unit] ?? 0)
  if (timeMs > nowMs && timeMs <= 8.64e15) return timeMs
  throw new InvalidArgumentError(
    'It must be a time in the future, such as 2030-01-31T00:00:00Z, or a duration from now: 45m, 12h or 30d.',
  )
}
