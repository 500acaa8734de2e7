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

/** Runs the command in this process, standing in `directory`, with a clock that stands still. */
export async function runInkling(args: readonly string[], options: RunOptions) {
  const printed: string[] = []
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
    stderr: new Writable({ write: (_chunk, _encoding, done) => done() }) as NodeJS.WriteStream,
    ask: options.ask,
  })
  const silent = { writeOut: () => {}, writeErr: () => {} }
  for (const command of [program, ...program.commands, ...program.commands.flatMap((group) => group.commands)])
    command.exitOverride().configureOutput(silent)
  const error = await program.parseAsync(args, { from: 'user' }).then(() => undefined, explain)
  return { output: printed.join('\n'), error }
}
