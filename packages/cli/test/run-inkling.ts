import { Writable } from 'node:stream'
import { createProgram } from '../src/create-program.ts'
import { explain } from '../src/explain.ts'

export interface RunOptions {
  readonly directory: string
  readonly url: string
  readonly signal?: AbortSignal
  readonly ask?: (question: string) => Promise<string>
}

const startMs = Date.parse('2026-06-01T12:00:00Z')

/**
 * Runs the command in this process, in `directory`, with a fixed clock. Returns what it printed and the explained
 * error.
 */
export async function runInkling(args: readonly string[], options: RunOptions) {
  const printed: string[] = []
  const notes: string[] = []
  const { directory } = options
  const program = createProgram({
    config: {
      directory,
      searchDirectories: [directory],
      url: options.url,
      adminKey: 'ink_root_secret',
      apiKey: undefined,
    },
    now: () => startMs,
    signal: options.signal ?? new AbortController().signal,
    print: (text) => printed.push(text),
    stderr: collector(notes),
    ask: options.ask,
  })
  const silent = { writeOut: () => {}, writeErr: () => {} }
  for (const command of [program, ...program.commands, ...program.commands.flatMap((group) => group.commands)])
    command.exitOverride().configureOutput(silent)
  const error = await program.parseAsync(args, { from: 'user' }).then(() => undefined, explain)
  return { output: printed.join('\n'), notes: notes.join(''), error }
}

/** A stream that is no terminal and keeps what is written to it. */
const collector = (written: string[]) =>
  new Writable({
    write: (chunk, _encoding, done) => {
      written.push(String(chunk))
      done()
    },
  }) as NodeJS.WriteStream
