import { expect, it } from 'vitest'
import { openAnswer, sealAnswer } from './sealed-answer.ts'

const secret = 's'.repeat(32)
const answer = { status: 201, headers: { etag: '"1"' }, body: Buffer.from('{"key":"ink_a_b"}') }

it('gives back the status, the headers and the bytes of an answer', () => {
  for (const body of [answer.body, Buffer.alloc(0), Buffer.from([0, 255, 128])]) {
    const sealed = sealAnswer(secret, 'request', { ...answer, body })
    expect(openAnswer(secret, 'request', sealed)).toEqual({ ...answer, body })
  }
})

it('shows nothing of an answer without the secret and the key of its request', () => {
  const sealed = sealAnswer(secret, 'request', answer)
  expect(sealed.includes('ink_')).toBe(false)
  expect(() => openAnswer(secret, 'another', sealed)).toThrow()
  expect(() => openAnswer('t'.repeat(32), 'request', sealed)).toThrow()
  sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1
  expect(() => openAnswer(secret, 'request', sealed)).toThrow()
})
