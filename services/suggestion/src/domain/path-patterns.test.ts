import { expect, it } from 'vitest'
import { pathPatterns } from './path-patterns.ts'

it.each([
  ['/tea', '/tea'],
  ['/tea', '/tea?page=2'],
  ['/account/*', '/account/orders/7'],
  ['/account/*', 'https://shop.example/account/orders'],
  ['*print=1', '/tea?print=1'],
  ['/a/*/c', '/a/b/b/c'],
  ['/search?q=*', '/search%3Fq=tea'],
  ['/grün', '/gr%C3%BCn'],
  ['/x, /tea', '/tea'],
])('the pattern %s fits %s', (pattern, url) => expect(pathPatterns(pattern)(url)).toBe(true))

it.each([
  ['/tea', '/teapot'],
  ['/account/*', '/accounts'],
  ['/ab*ba', '/aba'],
  ['', '/tea'],
  [' , ', '/tea'],
])('the pattern %j does not fit %s', (pattern, url) => expect(pathPatterns(pattern)(url)).toBe(false))
