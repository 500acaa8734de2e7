import { expect, it } from 'vitest'
import { CompactWhenIdle } from './compact-heap.ts'

const megabyte = 1_000_000

function processWith(held: number) {
  const process = { heldBytes: held * megabyte, restBytes: held * megabyte, utilization: 0, compacted: 0 }
  const compacting = new CompactWhenIdle({
    heldBytes: () => process.heldBytes,
    utilization: () => process.utilization,
    compact() {
      process.compacted++
      process.heldBytes = process.restBytes
    },
  })
  compacting.compact()
  process.compacted = 0
  const look = (times: number) => {
    for (let n = 0; n < times; n++) compacting.look()
    return process.compacted
  }
  return { process, look }
}

it('a process that has become idle frees what it left behind, once', () => {
  const { process, look } = processWith(50)
  process.heldBytes = 120 * megabyte
  expect(look(2)).toBe(0)
  expect(look(1)).toBe(1)
  expect(look(100)).toBe(1)
})

it('a process that works is left alone, however briefly it rests', () => {
  const { process, look } = processWith(50)
  process.heldBytes = 120 * megabyte
  for (let n = 0; n < 10; n++) {
    process.utilization = 0
    look(2)
    process.utilization = 0.1
    look(1)
  }
  expect(process.compacted).toBe(0)
})

it('what is still needed is not collected again and again', () => {
  const { process, look } = processWith(50)
  process.heldBytes = 120 * megabyte
  process.restBytes = 115 * megabyte
  expect(look(100)).toBe(1)
  process.heldBytes = 119 * megabyte
  expect(look(100)).toBe(1)
})

it('what left by itself counts when more comes', () => {
  const { process, look } = processWith(100)
  process.heldBytes = 60 * megabyte
  process.restBytes = 60 * megabyte
  look(10)
  process.heldBytes = 70 * megabyte
  expect(look(10)).toBe(1)
})

it('a heap that takes long to compact is left alone', () => {
  const { process, look } = processWith(50)
  process.heldBytes = 401 * megabyte
  expect(look(100)).toBe(0)
})
