import { type FirstCall, firstCallsOf } from './calls.ts'
import { ask } from './client.ts'
import { readSession, type Session } from './session.ts'

/** What was asked for before the code of the console was there. */
export interface Begun {
  readonly session: Promise<Session | null>
  readonly calls: Promise<readonly BegunCall[]>
}

interface BegunCall extends FirstCall {
  readonly answer: Promise<unknown>
}

/**
 * Asks for the session, and then for what the page of the address shows first. An address of a certain view waits for
 * the code of its page, which knows what to ask for.
 *
 * @param path the path below `/console`
 */
export function begin(path: string, search: string): Begun {
  const session = readSession()
  const calls = session.then(
    (read) => (search ? [] : firstCallsOf(path, read)).map(begun),
    () => [],
  )
  return { session, calls }
}

function begun(call: FirstCall): BegunCall {
  const answer = ask(call.id, call.input as never)
  // The page says what failed, when it is there.
  answer.catch(() => undefined)
  return { ...call, answer }
}
