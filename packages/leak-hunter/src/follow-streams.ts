import { streamPath } from '@inkling/contracts'

export interface Following {
  /** The position of the last event, by which a stream resumes. */
  position(): string
  close(): Promise<void>
}

/**
 * Follows topics by server-sent events, and tells all that arrives, a refusal too.
 * @param since a position, also one of another tenant
 */
export async function followStream(
  url: string,
  headers: Readonly<Record<string, string>>,
  topics: readonly string[],
  onText: (text: string) => void,
  since?: string,
): Promise<Following> {
  const query = new URLSearchParams(topics.map((topic): [string, string] => ['topic', topic]))
  if (since) query.set('since', since)
  const ending = new AbortController()
  let last = ''
  const response = await fetch(new URL(`${streamPath}?${query}`, url), {
    headers: { ...headers, accept: 'text/event-stream' },
    signal: ending.signal,
  })
  const reading = read(response, (line) => {
    if (line.startsWith('id: ')) last = line.slice(4)
    onText(line)
  })
  return {
    position: () => last,
    async close() {
      ending.abort()
      await reading
    },
  }
}

/** Tells whole lines. Ends with the stream, also if that breaks. */
async function read({ body }: Response, onLine: (line: string) => void): Promise<void> {
  let rest = ''
  try {
    for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const lines = `${rest}${text}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) onLine(line)
    }
  } catch (error) {
    if (!(error instanceof DOMException) && !(error instanceof TypeError)) throw error
  }
  onLine(rest)
}
