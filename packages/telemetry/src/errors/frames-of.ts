import { textOf } from './text-of.ts'

/** The lines of a stack that name a place. The message stands before them, and may look like one. */
export function framesOf(error: Error): string[] {
  const [stack, message] = [textOf(error.stack), textOf(error.message)]
  const from = stack.indexOf(message)
  const lines = stack.slice(from < 0 ? 0 : from + message.length).split('\n')
  return lines.filter((line) => line.startsWith('    at '))
}
