import { hostileTexts } from './hostile-texts.ts'

export interface HostileParser {
  readonly name: string
  /** Texts that it accepts. */
  readonly samples: readonly string[]
  /** Longer texts are refused before it sees them, or are as slow as they are long. */
  readonly mostCharacters: number
  readonly parse: (text: string) => unknown
  /** Whether it says that it throws this error. */
  readonly refuses: (error: unknown) => boolean
}

export interface Attack {
  readonly texts: number
  readonly seed: number
}

export interface Verdict {
  readonly name: string
  readonly texts: number
  /** Texts that were refused with an error which it says that it throws. */
  readonly refused: number
  /** The time of the slowest text when it is repeated alone: the median, so that no pause of the process counts. */
  readonly slowestMs: number
  readonly slowest: string
  /** How many other errors it threw, and the first of them with its text. */
  readonly escaped: number
  readonly firstEscaped: { readonly text: string; readonly error: unknown } | undefined
}

const repeats = 5

/** Gives a parser the texts, one after the other. */
export async function judgeParser(parser: HostileParser, { texts, seed }: Attack): Promise<Verdict> {
  const found = { refused: 0, slowestMs: 0, slowest: '', escaped: 0 }
  let firstEscaped: Verdict['firstEscaped']
  const made = hostileTexts({ ...parser, seed })
  for (let n = 0; n < texts; n++) {
    const text = made.next().value
    const { error, ms } = await attempt(parser, text)
    if (error !== undefined && parser.refuses(error)) found.refused++
    else if (error !== undefined) {
      found.escaped++
      firstEscaped ??= { text, error }
    }
    if (ms <= found.slowestMs) continue
    const again = Math.min(ms, await medianOf(parser, text))
    if (again > found.slowestMs) [found.slowestMs, found.slowest] = [again, text]
  }
  return { name: parser.name, texts, ...found, firstEscaped }
}

/** The error is undefined if it threw none. */
async function attempt({ parse }: HostileParser, text: string): Promise<{ error?: unknown; ms: number }> {
  const startedMs = performance.now()
  try {
    const result = parse(text)
    if (result instanceof Promise) await result
    return { ms: performance.now() - startedMs }
  } catch (error) {
    return { error, ms: performance.now() - startedMs }
  }
}

async function medianOf(parser: HostileParser, text: string): Promise<number> {
  const all: number[] = []
  for (let n = 0; n < repeats; n++) all.push((await attempt(parser, text)).ms)
  return all.sort((a, b) => a - b)[repeats >> 1] ?? 0
}
