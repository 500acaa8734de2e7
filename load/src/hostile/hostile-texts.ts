import { seededRandom } from '@inkling/learning'

export interface HostileTextsOptions {
  /** Texts that the parser accepts, from which others are made. */
  readonly samples: readonly string[]
  readonly mostCharacters: number
  readonly seed: number
}

/** What parsers trip over: delimiters, escapes, zeros, halves of surrogates, marks, numbers that are none. */
const pieces = [
  ...['"', "'", '`', '\\', '\\"', '""', '" "', '[', ']', '{', '}', '(', ')', '<', '>', '&', '&#', '<!--', '</'],
  ...['%', '%00', '%ff', '%2', '+', '-', '.', '..', ',', ';', ':', '/', '?', '#', '=', '*', '|', '~', '$', '^', '@'],
  ...['\0', '\t', '\r', '\n', '\r\n', ' ', '  ', '\u00a0', '\u2028', '\ufeff', '\ud800', '\udc80', '\u{1f4a5}', 'İ'],
  ...['0', '9', '-0', '1e999', 'NaN', '0x10', '99999999999999999999', 'a', 'Z', '_', '__proto__', 'constructor'],
  ...['{"toString":1,"valueOf":1}', '{"length":1e9}', '[[]]'],
  ...['null', 'true', 'and ', 'not ', 'or ', ' in ', ' 200 ', '[]', '{}', '"":', '%u0041', '\\u0000', '\\ud800'],
] as const
const pairs = ['()', '[]', '{}', '<>', '""'] as const

type Random = () => number

const below = (random: Random, end: number) => Math.floor(random() * end)
const oneOf = <T>(random: Random, all: readonly T[]): T => all[below(random, all.length)] as T
/** As many of each order of magnitude. */
const lengthUpTo = (random: Random, most: number) => Math.floor(most ** random())

/**
 * Texts to attack a parser with, the same for the same seed, without end. In turn: a sample with a few edits, one part
 * repeated in the middle of a sample, brackets in brackets, and noise.
 */
export function* hostileTexts({ samples, mostCharacters, seed }: HostileTextsOptions): Generator<string, never> {
  const random = seededRandom(seed)
  for (;;) {
    const sample = oneOf(random, samples)
    yield edited(random, sample, samples).slice(0, mostCharacters)
    yield repeated(random, sample, mostCharacters)
    yield nested(random, sample, mostCharacters)
    yield noise(random, sample, mostCharacters)
  }
}

/** A piece of trouble, or a short part of a sample. */
function part(random: Random, sample: string): string {
  if (sample === '' || random() < 0.5) return oneOf(random, pieces)
  const from = below(random, sample.length)
  return sample.slice(from, from + 1 + below(random, 12))
}

function edited(random: Random, sample: string, samples: readonly string[]): string {
  let text = sample
  for (let edits = 1 + below(random, 5); edits > 0; edits--) {
    const [from, to] = [below(random, text.length + 1), below(random, text.length + 1)].sort((a, b) => a - b)
    const put = random() < 0.7 ? part(random, oneOf(random, samples)) : ''
    text = text.slice(0, from) + put + text.slice(random() < 0.5 ? from : Math.min(to ?? 0, (from ?? 0) + 20))
  }
  return text
}

function repeated(random: Random, sample: string, mostCharacters: number): string {
  const [from, rest] = [below(random, sample.length + 1), below(random, sample.length + 1)]
  const one = part(random, sample) + (random() < 0.5 ? part(random, sample) : '')
  const times = Math.ceil(lengthUpTo(random, mostCharacters) / one.length)
  const before = random() < 0.8 ? sample.slice(0, from) : ''
  return (before + one.repeat(times)).slice(0, mostCharacters) + (random() < 0.5 ? sample.slice(rest) : '')
}

function nested(random: Random, sample: string, mostCharacters: number): string {
  const [open = '', close = ''] = oneOf(random, pairs)
  const one = open + (random() < 0.5 ? part(random, sample) : '')
  const times = Math.ceil(lengthUpTo(random, mostCharacters) / (one.length + 1))
  return one.repeat(times) + part(random, sample) + close.repeat(random() < 0.8 ? times : below(random, times + 1))
}

function noise(random: Random, sample: string, mostCharacters: number): string {
  const parts: string[] = []
  for (let left = lengthUpTo(random, Math.min(mostCharacters, 2_000)); left > 0; ) {
    const one = part(random, sample)
    parts.push(one)
    left -= one.length
  }
  return parts.join('')
}
