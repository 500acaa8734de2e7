import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { showProgress } from './progress.ts'

/**
 * Output on a stream that is no terminal, after an import of `sizeBytes` that read and answered so much in 10 seconds.
 */
function lastLine(sizeBytes: number, bytesRead: number, answered: number): string {
  const written: string[] = []
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      written.push(String(chunk))
      done()
    },
  }) as NodeJS.WriteStream
  let nowMs = 0
  const progress = showProgress(stream, { name: 'a.csv', sizeBytes, now: () => nowMs })
  nowMs = 10_000
  progress.update(bytesRead, answered)
  progress.stop()
  return written.join('').trimEnd().split('\n').at(-1) ?? ''
}

it('progress shows the share read, the rate and the time left', () => {
  expect(lastLine(2_000_000, 500_000, 25_000)).toBe('a.csv 25% of 2.0 MB · 25,000 · 2,500/s · 30 s left')
})

it('progress shows no time left before anything is read', () => {
  expect(lastLine(2_000_000, 0, 0)).toBe('a.csv 0% of 2.0 MB · 0 · 0/s · – left')
})
