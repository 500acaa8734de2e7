import { sharedTopic } from './shared-topic.ts'

interface Message {
  readonly type?: string
  readonly topic?: string
  readonly data?: { readonly data: readonly { readonly itemId: string }[] }
}

/** The items of the topic that all follow, in the order of the newest message in a frame; '' if it has none. */
export function rankingOf(messages: readonly Message[]): string {
  const newest = messages.findLast(({ topic }) => topic === sharedTopic)
  return (newest?.data?.data ?? []).map(({ itemId }) => itemId).join()
}

let last = { text: '', ranking: '' }

/** The same of the text of a frame, which most clients get. */
export function rankingIn(text: string): string {
  if (text !== last.text) last = { text, ranking: rankingOf(JSON.parse(text).messages) }
  return last.ranking
}
