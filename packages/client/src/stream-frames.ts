import type { StreamFrame } from './api.ts'

/**
 * Reads the frames of an answer of server-sent events, each as soon as it is whole.
 * @param onPart is told of everything that arrives, heartbeats too
 */
export async function* framesOf(response: Response, onPart: () => void): AsyncGenerator<StreamFrame, void, undefined> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true }
    if (done) return
    onPart()
    text += decoder.decode(value, { stream: true })
    const events = text.split('\n\n')
    text = events.pop() ?? ''
    for (const event of events) {
      const data = event.split('\n').find((line) => line.startsWith('data: '))
      if (data) yield JSON.parse(data.slice('data: '.length)) as StreamFrame
    }
  }
}
