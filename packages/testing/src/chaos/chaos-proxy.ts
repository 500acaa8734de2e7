import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { LinkFaults } from './link-faults.ts'

/**
 * A TCP proxy in front of Postgres, Redis or an HTTP server that can fail in the ways that networks and servers fail.
 * A fault stays until `mend`.
 */
export class ChaosProxy {
  /** The target's URL, through the proxy. */
  readonly url: string
  readonly #target: URL
  readonly #server: Server
  readonly #port: number
  readonly #sockets = new Set<Socket>()
  readonly #faults = new LinkFaults()
  #accepted = 0

  private constructor(targetUrl: string, server: Server) {
    this.#target = new URL(targetUrl)
    this.#server = server
    this.#port = (server.address() as AddressInfo).port
    this.url = Object.assign(new URL(targetUrl), { host: `127.0.0.1:${this.#port}` }).href
    server.on('connection', (socket) => this.#connect(socket))
  }

  static async start(targetUrl: string): Promise<ChaosProxy> {
    const server = createServer()
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return new ChaosProxy(targetUrl, server)
  }

  /** How many connections the proxy has accepted so far. */
  get accepted(): number {
    return this.#accepted
  }

  /** Like a stopped server: open connections break, and new ones are refused. */
  async cut(): Promise<void> {
    this.refuse()
    await this.reset()
  }

  /** Refuses new connections. Open ones stay. */
  refuse(): void {
    if (this.#server.listening) this.#server.close()
  }

  /** Breaks all open connections, like a failover. New ones are accepted. */
  async reset(): Promise<void> {
    await Promise.all([...this.#sockets].map((socket) => once(socket.destroy(), 'close')))
  }

  /**
   * Accepts connections and keeps the open ones, but forwards nothing, like a server that hangs. `mend` forwards what
   * was held.
   */
  stall(): void {
    this.#faults.stall()
  }

  /** Every chunk of an answer arrives this much later, give or take up to `jitterMs`. */
  delay(delayMs: number, jitterMs = 0): void {
    this.#faults.delayMs = delayMs
    this.#faults.jitterMs = jitterMs
  }

  /**
   * Breaks a connection after this many further bytes of answers, also in the middle of a message, and then the next
   * one.
   */
  cutAnswerAfter(bytes: number): void {
    this.#faults.cutAnswerAfter(bytes)
  }

  /** Like a server that recovers: serves the next connections up to `count`, and all later ones stall. */
  admit(count: number): void {
    this.#faults.admit(count)
  }

  /** Ends all faults. */
  async mend(): Promise<void> {
    this.#faults.mend()
    if (!this.#server.listening) await once(this.#server.listen(this.#port, '127.0.0.1'), 'listening')
  }

  /** Ends the proxy. Call it when the test file ends. */
  async stop(): Promise<void> {
    await this.cut()
    this.#faults.mend()
  }

  #connect(inbound: Socket): void {
    this.#accepted++
    this.#track(inbound)
    const isAdmitted = this.#faults.takeAdmission()
    const outbound = this.#track(connect(Number(this.#target.port), this.#target.hostname))
    const faults = this.#faults
    const requests = pipeline(inbound, (chunks) => faults.requests(chunks, isAdmitted), outbound)
    const answers = pipeline(outbound, (chunks) => faults.answers(chunks), inbound)
    Promise.all([requests, answers])
      .catch(() => {})
      .finally(() => {
        inbound.destroy()
        outbound.destroy()
      })
  }

  #track(socket: Socket): Socket {
    this.#sockets.add(socket)
    return socket.on('error', () => {}).on('close', () => void this.#sockets.delete(socket))
  }
}
