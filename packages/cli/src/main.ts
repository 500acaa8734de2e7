#!/usr/bin/env node
import { createInterface } from 'node:readline/promises'
import { readConfig } from './config.ts'
import type { Context } from './context.ts'
import { createProgram } from './create-program.ts'
import { explain } from './explain.ts'

/** 128 + SIGINT, the exit code that shells expect of an interrupted command. */
const interruptedExitCode = 130

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort())

const context: Context = {
  config: readConfig(),
  now: Date.now,
  signal: stop.signal,
  print: (text) => process.stdout.write(`${text}\n`),
  stderr: process.stderr,
  ask: process.stdin.isTTY ? ask : undefined,
}

try {
  await createProgram(context).parseAsync()
} catch (error) {
  process.exitCode = stop.signal.aborted ? interruptedExitCode : 1
  if (!stop.signal.aborted) process.stderr.write(`${explain(error)}\n`)
}

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await terminal.question(question, { signal: stop.signal })
  } finally {
    terminal.close()
  }
}
