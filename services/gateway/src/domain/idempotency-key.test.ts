import { expect, it } from 'vitest'
import { readIdempotencyKey } from './idempotency-key.ts'

it('takes a key with and without quotes as the same key, and no header as no key', () => {
  const uuid = '8e03978e-40d5-43dd-bc93-6894a57f9324'
  expect([uuid, `"${uuid}"`, ` ${uuid} `].map(readIdempotencyKey)).toEqual([uuid, uuid, uuid])
  expect(readIdempotencyKey('"a \\"b\\" \\\\"')).toBe('a "b" \\')
  expect(readIdempotencyKey(undefined)).toBeUndefined()
  expect(readIdempotencyKey('k'.repeat(255))).toHaveLength(255)
})

it.each(['', '""', '"', 'a b', 'a, b', 'a,b', 'schlüssel', '"a"; q=1', 'k'.repeat(256), '"a\\b"', ['a', 'b']])(
  'refuses %j as a key, and names the header and the fix',
  (header) => {
    const refusal = expect.objectContaining({
      code: 'bad_request',
      detail: expect.stringMatching(/Idempotency-Key must be one key of 1 to 255.*send a UUID/),
    })
    expect(() => readIdempotencyKey(header)).toThrow(refusal)
  },
)
