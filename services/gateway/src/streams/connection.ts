import type { StreamMessage, StreamTopic } from '@inkling/contracts'
import type { Identity } from '../plugins/request-identity.ts'
import { CommandBudget } from './command-budget.ts'
import type { FrameMaker } from './frame.ts'
import { type Message, noticeOf, Outbox, type OutboxLimits } from './outbox.ts'
import type { Wire } from './wire.ts'

/** Whose stream it is: known before the upgrade, and looked up again while the stream lasts. */
export interface StreamOwner {
  readonly identity: Identity
  /** What must be stored of the key, or of the issuer of the token, as long as the stream lasts. */
  readonly credential: string
  /** The network of its address. */
  readonly network: string
  /** The only session that a key of pages may follow with this stream; undefined for keys of servers. */
  readonly ownSession: string | undefined
  readonly isForPages: boolean
  readonly visitor: string | undefined
}

/** The state of a topic, as its clients get it. */
interface TopicState extends Message {
  readonly signature: string
}

/** A topic of an owner that streams of this gateway follow. */
export interface Channel {
  readonly name: string
  readonly owner: string
  readonly topic: StreamTopic
  /** On whose behalf its state is read. */
  readonly reader: Pick<Identity, 'tenantId' | 'keyId' | 'scopes'> & { readonly visitor: string | undefined }
  readonly connections: Set<Connection>
  /** Those that are to get the present state, whether or not it changed, unless its signature is this one. */
  readonly waiting: Map<Connection, string | undefined>
  last: TopicState | undefined
  /** The signature of the newest state that this gateway added to the log, until it arrives from there. */
  added: string | undefined
  /** It will not change any more. */
  isFinal: boolean
  readAtMs: number
}

/** A stream of one client. */
export class Connection {
  readonly owner: StreamOwner
  readonly wire: Wire
  readonly channels = new Map<string, Channel>()
  readonly budget: CommandBudget
  readonly outbox: Outbox
  /** When in each period it is asked whether it is still there. */
  readonly beatPlace: number
  /** Which logs it follows: the place in each is told with every frame. */
  followsTenant = false
  followsPlatform = false
  toldPosition = ''
  beats = 0
  isClosed = false

  constructor(owner: StreamOwner, wire: Wire, beatPlace: number, frames: FrameMaker, limits: OutboxLimits) {
    this.owner = owner
    this.wire = wire
    this.beatPlace = beatPlace
    this.budget = new CommandBudget(performance.now())
    this.outbox = new Outbox(wire, frames, limits)
  }

  tell(message: StreamMessage): void {
    this.outbox.add({ topic: '', text: noticeOf(message) })
  }
}
