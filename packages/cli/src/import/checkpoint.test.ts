import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Checkpoint } from './checkpoint.ts'

let directory: string
let nowMs: number
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'inkling-cli-'))
  nowMs = 10_000
})
afterEach(() => rmSync(directory, { recursive: true }))

const path = () => join(directory, 'imports', 'a.json')
const open = (destination = 'shop') => new Checkpoint(path(), destination, () => nowMs)

it('a checkpoint is saved at most once per second', () => {
  const checkpoint = open()
  checkpoint.reached(10)
  nowMs += 999
  checkpoint.reached(20)
  expect(open().line).toBe(10)
  nowMs += 1
  checkpoint.reached(30)
  expect(open().line).toBe(30)
})

it('saving a checkpoint leaves one file', () => {
  const checkpoint = open()
  checkpoint.reached(10)
  checkpoint.save()
  expect(readdirSync(join(directory, 'imports'))).toEqual(['a.json'])
})

it('a checkpoint is valid for its destination only', () => {
  open().reached(10)
  expect(open('another').line).toBe(0)
})

it('a checkpoint that cannot be read counts as none', () => {
  open().reached(10)
  writeFileSync(path(), '{')
  expect(open().line).toBe(0)
})

it('clearing a checkpoint removes its file', () => {
  const checkpoint = open()
  checkpoint.reached(10)
  checkpoint.clear()
  expect(checkpoint.line).toBe(0)
  expect(existsSync(path())).toBe(false)
})
