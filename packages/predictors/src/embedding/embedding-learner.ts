import { seededRandom } from '@inkling/learning'
import type { EventLog } from '../log/event-log.ts'
import { dimensions, LogBilinear, positions } from './log-bilinear.ts'

/** Items compared with the one that came next, per step. */
const negatives = 32
/** Items are drawn for that in proportion to this power of their uses (Mikolov et al., NIPS 2013). */
const drawPower = 0.75
const drawSlots = 2 ** 18
const learningRate = 0.1
/** Biases and position weights learn slower, because each case moves them. */
const sharedRate = 0.01
const firstSteepness = 0.01
const firstSpread = 0.3
/** The gradient of an item with a smaller error is not followed. */
const leastError = 1e-4
const seed = 1

/**
 * Learns a log-bilinear model of the next item from the events of a log, by AdaGrad per row on the log-loss among the
 * next item and a sample of others. A sampled item's score is corrected by its chance to be drawn (sampled softmax,
 * Jean, Cho, Memisevic & Bengio, ACL 2015).
 *
 * Only the most used items have vectors, so that memory is bounded.
 */
export class EmbeddingLearner {
  /** Per item of the log its row + 1; 0 for an item without a vector. */
  readonly rows: Int32Array<ArrayBuffer>
  readonly model: LogBilinear
  readonly #drawn = new Int32Array(drawSlots)
  /** Per row: the logarithm of how often it is expected among the negatives. */
  readonly #logExpected: Float64Array
  /** Sums of squared gradients, per row and per distance. */
  readonly #inputSteepness: Float64Array
  readonly #outputSteepness: Float64Array
  readonly #weightSteepness = new Float64Array(positions).fill(firstSteepness)
  readonly #random = seededRandom(seed)
  /** Scratch: the alternatives of a step, their errors, the context's rows (-1: none), and the context's gradient. */
  readonly #alternatives = new Int32Array(negatives + 1)
  readonly #errors = new Float64Array(negatives + 1)
  readonly #before = new Int32Array(positions)
  readonly #gradient = new Float64Array(dimensions)

  /** @param mostRows items that may have a vector, the most used ones */
  constructor(log: EventLog, mostRows: number) {
    const uses = Array.from({ length: log.items.names.size }, (_, item) => log.items.size(item))
    const known = uses.flatMap((count, item) => (count > 0 ? [item] : []))
    const chosen = known.length <= mostRows ? known : mostUsed(known, uses, mostRows)
    this.rows = new Int32Array(uses.length)
    for (const [row, item] of chosen.entries()) this.rows[item] = row + 1
    this.model = new LogBilinear(chosen.length)
    this.#inputSteepness = new Float64Array(chosen.length).fill(firstSteepness)
    this.#outputSteepness = new Float64Array(chosen.length).fill(firstSteepness)
    this.#logExpected = this.#prepareDraws(chosen.map((item) => uses[item]! ** drawPower))
    this.#scatter()
  }

  /** Learns that this event of a log came next in its session. The log numbers its items as the one of the start. */
  learn(log: EventLog, event: number): void {
    const next = this.#rowOf(log, event)
    if (next < 0 || log.isInduced(event) || !this.#readContext(log, event)) return
    this.#compare(next)
    this.#moveAlternatives()
    this.#moveContext()
  }

  #rowOf(log: EventLog, event: number): number {
    const item = log.items.keyOf(event)
    return item >= 0 && item < this.rows.length ? this.rows[item]! - 1 : -1
  }

  #readContext(log: EventLog, event: number): boolean {
    const { model } = this
    let isKnown = false
    let earlier = log.sessions.previous(event)
    model.clear()
    for (let distance = 0; distance < positions; distance++) {
      const row = earlier < 0 ? -1 : this.#rowOf(log, earlier)
      this.#before[distance] = row
      if (row >= 0) {
        model.add(row, distance)
        isKnown = true
      }
      if (earlier >= 0) earlier = log.sessions.previous(earlier)
    }
    return isKnown
  }

  /** Draws the alternatives, and sets their errors: the probability of each, less 1 for the one that came next. */
  #compare(next: number): void {
    const [alternatives, errors] = [this.#alternatives, this.#errors]
    let highest = Number.NEGATIVE_INFINITY
    for (let n = 0; n <= negatives; n++) {
      const row = n === 0 ? next : this.#drawn[Math.floor(this.#random() * drawSlots)]!
      const isSame = n > 0 && row === next
      const score = isSame ? Number.NEGATIVE_INFINITY : this.model.score(row) - this.#logExpected[row]!
      alternatives[n] = row
      errors[n] = score
      if (score > highest) highest = score
    }
    let total = 0
    for (let n = 0; n <= negatives; n++) {
      errors[n] = Math.exp(errors[n]! - highest)
      total += errors[n]!
    }
    for (let n = 0; n <= negatives; n++) errors[n] = errors[n]! / total - (n === 0 ? 1 : 0)
  }

  /** Moves the outputs and biases of the alternatives, and sums up the gradient of the context. */
  #moveAlternatives(): void {
    const { context, outputs, biases } = this.model
    const gradient = this.#gradient.fill(0)
    let square = 0
    for (let f = 0; f < dimensions; f++) square += context[f]! * context[f]!
    for (let n = 0; n <= negatives; n++) {
      const row = this.#alternatives[n]!
      const error = this.#errors[n]!
      if (Math.abs(error) < leastError) continue
      const from = row * dimensions
      const steepness = this.#outputSteepness[row]! + (error * error * square) / dimensions
      this.#outputSteepness[row] = steepness
      const step = (learningRate * error) / Math.sqrt(steepness)
      for (let f = 0; f < dimensions; f++) {
        const output = outputs[from + f]!
        gradient[f] = gradient[f]! + error * output
        outputs[from + f] = output - step * context[f]!
      }
      biases[row] = biases[row]! - sharedRate * error
    }
  }

  /** Moves the inputs of the context's items, and the weights of their distances. */
  #moveContext(): void {
    for (let distance = 0; distance < positions; distance++)
      if (this.#before[distance]! >= 0) this.#moveInput(this.#before[distance]!, distance)
  }

  #moveInput(row: number, distance: number): void {
    const { inputs, weights } = this.model
    const gradient = this.#gradient
    const [from, at] = [row * dimensions, distance * dimensions]
    let [ofInput, ofWeight] = [this.#inputSteepness[row]!, this.#weightSteepness[distance]!]
    for (let f = 0; f < dimensions; f++) {
      const byInput = gradient[f]! * weights[at + f]!
      const byWeight = gradient[f]! * inputs[from + f]!
      ofInput += (byInput * byInput) / dimensions
      ofWeight += (byWeight * byWeight) / dimensions
    }
    this.#inputSteepness[row] = ofInput
    this.#weightSteepness[distance] = ofWeight
    const [inputStep, weightStep] = [learningRate / Math.sqrt(ofInput), sharedRate / Math.sqrt(ofWeight)]
    for (let f = 0; f < dimensions; f++) {
      const slope = gradient[f]!
      const input = inputs[from + f]!
      const weight = weights[at + f]!
      inputs[from + f] = input - inputStep * slope * weight
      weights[at + f] = weight - weightStep * slope * input
    }
  }

  /** @param shares how often each row is drawn, in proportion */
  #prepareDraws(shares: readonly number[]): Float64Array {
    const total = shares.reduce((sum, share) => sum + share, 0)
    let [row, end] = [0, (shares[0] ?? 0) / total]
    for (let slot = 0; slot < drawSlots && shares.length > 0; slot++) {
      while (row < shares.length - 1 && slot / drawSlots >= end) end += shares[++row]! / total
      this.#drawn[slot] = row
    }
    return Float64Array.from(shares, (share) => Math.log((negatives * share) / total))
  }

  /** Near items count more from the start; vectors start at random. */
  #scatter(): void {
    const { weights, inputs, outputs } = this.model
    for (let at = 0; at < weights.length; at++) weights[at] = 1 / (1 + Math.floor(at / dimensions))
    for (const vectors of [inputs, outputs])
      for (let at = 0; at < vectors.length; at++) vectors[at] = firstSpread * (this.#random() - 0.5)
  }
}

/** In the order of the log, so that equal logs make equal models. */
function mostUsed(items: readonly number[], uses: readonly number[], most: number): number[] {
  return items
    .toSorted((a, b) => uses[b]! - uses[a]! || a - b)
    .slice(0, most)
    .sort((a, b) => a - b)
}
