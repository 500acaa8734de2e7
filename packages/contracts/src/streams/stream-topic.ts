import type { Scope } from '../scopes.ts'

/** What a stream can be asked to follow. Its messages have the type `message`; a key needs `scope` to follow it. */
interface TopicKind {
  readonly message: string
  readonly scope: Scope
  /** Of all tenants, and not of the key's own. */
  readonly isOfPlatform: boolean
}

const ofTenant = (message: string, scope: Scope) => ({ message, scope, isOfPlatform: false }) as const
const ofPlatform = (message: string) => ({ message, scope: 'ops:read', isOfPlatform: true }) as const

export const topicKinds = {
  predictions: ofTenant('prediction', 'predictions:read'),
  suggestions: ofTenant('suggestion', 'suggestions:read'),
  operations: ofTenant('operation', 'maintenance:read'),
  learning: ofTenant('learning', 'learning:read'),
  metrics: ofPlatform('metrics'),
  level: ofPlatform('level'),
  alerts: ofPlatform('alerts'),
} as const satisfies Record<string, TopicKind>

export type TopicKindName = keyof typeof topicKinds

/** A topic in its parts. `name` is the whole text. */
export interface StreamTopic {
  readonly name: string
  readonly kind: TopicKindName
  /** Whose answers these are, in predictions and suggestions. */
  readonly who?: { readonly userId: string } | { readonly sessionId: string }
  /** The placement of suggestions; undefined for those of none. */
  readonly scenario?: string
  /** Of an operation. */
  readonly id?: string
}

/**
 * The text of every topic: `predictions:user:{id}`, `predictions:session:{id}`, `suggestions:{scenario}:user:{id}`,
 * `suggestions:{scenario}:session:{id}` (`-` is no scenario), `operations:{id}`, and the others by their names.
 */
export const topicPattern =
  '^(?:predictions:(?:user|session):[^\\0]+' +
  '|suggestions:(?:-|[A-Za-z0-9][A-Za-z0-9._-]{0,63}):(?:user|session):[^\\0]+' +
  '|operations:[\\w-]{1,64}|learning|metrics|level|alerts)$'

/** Only for texts of {@link topicPattern}. */
const parts = /^(?<kind>[a-z]+)(?::(?:(?:(?<scenario>[\w.-]+):)?(?<whose>user|session):(?<who>.+)|(?<id>[\w-]+)))?$/s

const wellFormed = new RegExp(topicPattern, 'u')
const maxIdBytes = 256

/** The topic of a text; undefined if it is none. */
export function readTopic(name: string): StreamTopic | undefined {
  const { kind, scenario, whose, who, id } = (wellFormed.test(name) && parts.exec(name)?.groups) || {}
  if (kind === undefined) return undefined
  if (who !== undefined && (Buffer.byteLength(who) > maxIdBytes || !who.isWellFormed())) return undefined
  return {
    name,
    kind: kind as TopicKindName,
    ...(who !== undefined && { who: whose === 'user' ? { userId: who } : { sessionId: who } }),
    ...(scenario !== undefined && scenario !== '-' && { scenario }),
    ...(id !== undefined && { id }),
  }
}
