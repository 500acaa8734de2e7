import { openLoop } from './open-loop.ts'

/** A gateway and a key for it. */
export interface Target {
  readonly url: string
  readonly apiKey: string
}

/** Sends one request without retries. @returns the answer, read to its end */
export async function request(
  { url, apiKey }: Target,
  method: string,
  path: string,
  { body, headers }: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, text: await response.text() }
}

/** Asks for a prediction. @returns the status */
export const predict = async (target: Target): Promise<number> =>
  (await request(target, 'POST', '/predictions', { body: { recent: ['item-1'] } })).status

/** Two seconds of predictions, so that the model is in memory and the code is compiled. */
export const warmUp = (target: Target) => openLoop({ perSecond: 20, seconds: 2 }, () => predict(target))
