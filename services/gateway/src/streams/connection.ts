import type { StreamMessage } from '@inkling/contracts'
import type { Identity } from '../plugins/request-identity.ts'
import type { Channel } from './channels.ts'
import { CommandBudget } from './command-budget.ts'
import { noticeOf, Outbox, type OutboxLimits } from './outbox.ts'
import { formatPosition, type LogPlace } from './position.ts'
import type { FrameMaker, Wire } from './wire.ts'

/** Whose stream it is: known before the upgrade, and looked up again while the stream lasts. */
export interface StreamOwner {
  readonly identity: Identity
  /** Of the key when the stream began. */
  readonly secretHash: Buffer
  /** The network of its address. */
  readonly network: string
  /** The only session that a key of pages may follow with this stream; undefined for keys of servers. */
  readonly ownSession: string | undefined
  readonly isForPages: boolean
  readonly visitor: string | undefined
}

/** A stream of one client. */
export class Connection {
  readonly owner: StreamOwner
  readonly wire: Wire
  readonly channels = new Map<string, Channel>()
  readonly budget: CommandBudget
  readonly outbox: Outbox
  /** Which logs it follows: the place in each is told with every frame. */
  followsTenant = false
  followsPlatform = false
  toldPosition = ''
  isClosed = false
  heartbeat: NodeJS.Timeout | undefined

  constructor(owner: StreamOwner, wire: Wire, frames: FrameMaker, limits: OutboxLimits, nowMs: number) {
    this.owner = owner
    this.wire = wire
    this.budget = new CommandBudget(nowMs)
    this.outbox = new Outbox(wire, frames, limits)
  }

  tell(message: StreamMessage): void {
    this.outbox.add({ topic: '', text: noticeOf(message) })
  }

  positionOf(tenant: LogPlace | undefined, platform: LogPlace | undefined): string {
    return formatPosition({
      ...(this.followsTenant && { tenant }),
      ...(this.followsPlatform && { platform }),
    })
  }
}
