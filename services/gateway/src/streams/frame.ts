import { constants, deflateRawSync } from 'node:zlib'
import { textMessage } from './text-message.ts'

/** The window that a client must be able to hold: 2 kB, so that a stream costs it and the gateway little memory. */
export const windowBits = 11
const compressFromBytes = 1_024
const deflating = { level: 1, memLevel: 4, windowBits, finishFlush: constants.Z_SYNC_FLUSH }
/** What a flush ends with, and a message leaves out (RFC 7692, 7.2.1). */
const tailBytes = 4

/** Messages and the position after them. Each of its forms is made once, whatever number of streams gets it. */
export class Frame {
  readonly position: string
  readonly text: string
  #plain: Buffer | undefined
  #deflated: Buffer | undefined
  #event: Buffer | undefined

  constructor(position: string, messages: readonly string[]) {
    this.position = position
    this.text = `{"position":"${position}","messages":[${messages.join()}]}`
  }

  /**
   * As a message of a WebSocket.
   * @param mayDeflate Whether the client understands permessage-deflate (RFC 7692). A deflated message refers to none
   * before it, so that all streams can share it.
   */
  message(mayDeflate: boolean): Buffer {
    if (mayDeflate && this.text.length >= compressFromBytes) {
      this.#deflated ??= textMessage(deflateRawSync(this.text, deflating).subarray(0, -tailBytes), true)
      return this.#deflated
    }
    this.#plain ??= textMessage(Buffer.from(this.text))
    return this.#plain
  }

  /**
   * As a server-sent event (HTML Living Standard, 9.2). Its id is the position, which a browser sends as
   * `Last-Event-ID` when it returns.
   */
  get event(): Buffer {
    const id = this.position === '' ? '' : `id: ${this.position}\n`
    this.#event ??= Buffer.from(`${id}data: ${this.text}\n\n`)
    return this.#event
  }
}

/** Makes frames. Many streams get the same messages in the same tick: they share one frame. */
export class FrameMaker {
  #last = new Frame('', [])
  #messages: readonly string[] = []

  make(position: string, messages: readonly string[]): Frame {
    const isLast = position === this.#last.position && messages.length === this.#messages.length
    if (isLast && messages.every((message, at) => message === this.#messages[at])) return this.#last
    this.#last = new Frame(position, messages)
    this.#messages = messages
    return this.#last
  }
}
