import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { rotatingOutput } from './rotating-output.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-rotation-'))
  file = join(folder, 'gateway.log')
})
afterEach(() => rmSync(folder, { recursive: true }))

const options = () => ({ file, maxBytes: 100, keptFiles: 3 })
const line = (n: number) => `${String(n).padStart(9, '0')}\n`
const numbersIn = (name: string) => readFileSync(join(folder, name), 'utf8').trim().split('\n').map(Number)
const write = (output: { write(text: string): void }, from: number, to: number) => {
  for (let n = from; n < to; n++) output.write(line(n))
}

it('keeps every line in order in a bounded number of files of bounded size', () => {
  write(rotatingOutput(options(), openSync(file, 'a')), 0, 35)
  const names = ['gateway.log.3', 'gateway.log.2', 'gateway.log.1', 'gateway.log']
  expect(readdirSync(folder).toSorted().toReversed()).toEqual(names)
  expect(names.flatMap(numbersIn)).toEqual(Array.from({ length: 35 }, (_, n) => n))
  expect(numbersIn('gateway.log.1')).toHaveLength(10)
})

it('deletes the oldest file', () => {
  write(rotatingOutput(options(), openSync(file, 'a')), 0, 1_000)
  expect(readdirSync(folder)).toHaveLength(4)
  expect(numbersIn('gateway.log.3')[0]).toBe(960)
})

it('goes on with the file of an earlier process, and rotates it if it is full', () => {
  writeFileSync(file, line(0).repeat(12))
  write(rotatingOutput(options(), openSync(file, 'a')), 1, 3)
  expect(numbersIn('gateway.log.1')).toHaveLength(12)
  expect(numbersIn('gateway.log')).toEqual([1, 2])
})

it('what others write to the open file stays in the file', () => {
  const output = rotatingOutput(options(), openSync(file, 'a'))
  write(output, 0, 10)
  appendFileSync(file, 'out of memory\n')
  write(output, 10, 11)
  expect(readFileSync(`${file}.1`, 'utf8')).toContain('out of memory')
  expect(numbersIn('gateway.log')).toEqual([10])
})

it('loses no line and no older file when the copy cannot be written', () => {
  mkdirSync(`${file}.copy`)
  writeFileSync(`${file}.3`, line(7))
  write(rotatingOutput(options(), openSync(file, 'a')), 0, 35)
  expect(numbersIn('gateway.log')).toHaveLength(35)
  expect(numbersIn('gateway.log.3')).toEqual([7])
})

it('does not rotate a file that is not its output', () => {
  writeFileSync(file, line(7).repeat(20))
  write(rotatingOutput(options(), openSync(join(folder, 'other.log'), 'a')), 0, 30)
  expect(readdirSync(folder).toSorted()).toEqual(['gateway.log', 'other.log'])
})
