import { describe, expect, it } from 'vitest'
import { EventLog } from '../log/event-log.ts'
import { decodeLearned, decodeSnapshot, encodeSnapshot } from './snapshot.ts'

function snapshot(): Uint8Array<ArrayBuffer> {
  const log = new EventLog()
  for (let n = 0; n < 5; n++)
    log.append({ itemId: `ä${n % 2}`, sessionId: `s${n % 3}`, userId: 'u', atMs: 1.5 + n, isInduced: n === 3 })
  const embedding = { rows: Int32Array.from([1, 0]), numbers: Float32Array.from([0.5, 0.25]) }
  return encodeSnapshot({ log: log.state, embedding, learned: { weights: [0.1, 0.2] } })
}

describe('a snapshot', () => {
  it('holds the log, the vectors and the learned state', () => {
    const { log, embedding, learned } = decodeSnapshot(snapshot())
    expect(learned).toEqual({ weights: [0.1, 0.2] })
    expect([[...embedding.rows], [...embedding.numbers]]).toEqual([
      [1, 0],
      [0.5, 0.25],
    ])
    expect([...log.atMs]).toEqual([1.5, 2.5, 3.5, 4.5, 5.5])
    expect([...log.items.keys]).toEqual([0, 1, 0, 1, 0])
    expect([...log.sessions.keys]).toEqual([0, 1, 2, 0, 1])
    const loaded = new EventLog()
    loaded.restore(log)
    expect([0, 1, 2, 3, 4].map((event) => loaded.isInduced(event))).toEqual([false, false, false, true, false])
  })

  it('decodes a snapshot that lies anywhere within other bytes', () => {
    const bytes = snapshot()
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect(decodeSnapshot(shifted.subarray(3))).toEqual(decodeSnapshot(bytes))
    expect(decodeSnapshot(Buffer.from(bytes))).toEqual(decodeSnapshot(bytes))
  })

  it('rejects a snapshot that was cut short anywhere', () => {
    const bytes = snapshot()
    for (let length = 0; length < bytes.length; length += 7) {
      expect(() => decodeSnapshot(bytes.subarray(0, length))).toThrow(RangeError)
    }
  })

  it('rejects a snapshot of another version or kind', () => {
    const newer = snapshot()
    newer[4] = 99
    expect(() => decodeSnapshot(newer)).toThrow('version 99')
    newer[4] = 1
    expect(() => decodeSnapshot(newer), 'which said nothing of induced events').toThrow('version 1')
    expect(() => decodeSnapshot(new Uint8Array(1_000))).toThrow('not a snapshot')
  })

  it('gives what was learned from its first bytes, and tells how many those are', () => {
    const bytes = snapshot()
    const head = 12 + new DataView(bytes.buffer).getUint32(8, true)
    expect(decodeLearned(bytes.subarray(0, head))).toEqual({ weights: [0.1, 0.2] })
    expect(() => decodeLearned(bytes.subarray(0, head - 1))).toThrow(`ends at byte ${head - 1}, needs ${head}`)
    expect(() => decodeSnapshot(bytes.subarray(0, bytes.length - 1))).toThrow(`needs ${bytes.length}`)
  })
})
