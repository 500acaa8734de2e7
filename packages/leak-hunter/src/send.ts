import type { Asked } from './requests.ts'

export interface Received {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Status, headers and body: all that a caller sees. */
  readonly whole: string
}

export type Send = (asked: Asked, headers: Readonly<Record<string, string>>) => Promise<Received>

const answerWithinMs = 60_000

/** Sends requests to a gateway. @param always makes further headers of each */
export const sender =
  (url: string, always: () => Readonly<Record<string, string>> = () => ({})): Send =>
  async ({ method, path, headers, body }, more) => {
    const response = await fetch(new URL(path, url), {
      method,
      headers: { ...always(), ...headers, ...more },
      redirect: 'manual',
      signal: AbortSignal.timeout(answerWithinMs),
      ...(body !== undefined && { body }),
    })
    const text = await response.text()
    const head = [...response.headers].map(([name, value]) => `${name}: ${value}`)
    return {
      status: response.status,
      headers: response.headers,
      text,
      whole: [response.status, ...head, '', text].join('\n'),
    }
  }
