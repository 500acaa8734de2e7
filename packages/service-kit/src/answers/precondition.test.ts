import { describe, expect, it } from 'vitest'
import { checkPrecondition, isListed } from './precondition.ts'

const failed = expect.objectContaining({ code: 'precondition_failed' })
const ifMatch = (header: string, etag: string | undefined) => () => checkPrecondition({ ifMatch: header }, etag)
const ifNoneMatch = (header: string, etag: string | undefined) => () => checkPrecondition({ ifNoneMatch: header }, etag)

describe('checkPrecondition (RFC 9110, section 13)', () => {
  it('lets a request without conditions through', () => {
    expect(() => checkPrecondition({}, undefined)).not.toThrow()
    expect(() => checkPrecondition({}, '"a"')).not.toThrow()
  })

  it.each(['"a"', '"b", "a"', '"b","a"', ' * '])('If-Match: %s holds for "a"', (header) => {
    expect(ifMatch(header, '"a"')).not.toThrow()
  })

  it.each(['"b"', 'a', '"b", "c"', ''])('If-Match: %s fails for "a"', (header) => {
    expect(ifMatch(header, '"a"')).toThrow(failed)
  })

  it('If-Match compares strongly: a weak tag never holds', () => {
    expect(ifMatch('W/"a"', '"a"')).toThrow(failed)
  })

  it.each(['"a"', '*'])('If-Match: %s fails for an item that does not exist', (header) => {
    expect(ifMatch(header, undefined)).toThrow(failed)
  })

  it.each(['"a"', '"b", "a"', '*', 'W/"a"'])('If-None-Match: %s fails for "a"', (header) => {
    expect(ifNoneMatch(header, '"a"')).toThrow(failed)
  })

  it.each(['"b"', 'W/"b"'])('If-None-Match: %s holds for "a"', (header) => {
    expect(ifNoneMatch(header, '"a"')).not.toThrow()
  })

  it('If-None-Match: * holds for an item that does not exist', () => {
    expect(ifNoneMatch('*', undefined)).not.toThrow()
  })

  it('wants both to hold when both are sent', () => {
    expect(() => checkPrecondition({ ifMatch: '"a"', ifNoneMatch: '"a"' }, '"a"')).toThrow(failed)
  })
})

describe('isListed', () => {
  it('compares weakly, so that a proxy which compressed the answer does not spoil its tag', () => {
    expect(isListed('W/"a"', '"a"')).toBe(true)
  })
})
