import { expect, it } from 'vitest'
import { requireFuture } from './require-future.ts'

const nowMs = Date.parse('2026-12-01T00:00:00Z')

it('what ends later, or never, is accepted, and what has ended is refused by the name of its field', () => {
  for (const end of [undefined, '2026-12-01T00:00:00.001Z']) expect(() => requireFuture(end, nowMs)).not.toThrow()
  for (const end of ['2026-12-01T00:00:00Z', '2020-01-01T00:00:00Z'])
    expect(() => requireFuture(end, nowMs)).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/expiresAt', code: 'past' })] }),
    )
})
