import { expect, test as it } from 'vitest'
import { plainText } from './plain-text.ts'

it.each([
  ['<b>Blue</b> &amp; green', 'Blue & green'],
  ['<p>Water&shy;proof<br>paint</p><script>evil()</script>', 'Water\u00adproof paint'],
  ['H<sub>2</sub>O', 'H2O'],
  ['one<br/>two<li class="x">three', 'one two three'],
  ['before<!-- hidden --> after', 'before after'],
  ['before<script>never ends', 'before'],
  ['caf&eacute; &#x1F389;', 'café 🎉'],
])('reads the text of %s', (markup, text) => {
  expect(plainText(markup)).toBe(text)
})

it.each(['a < b and c > d', 'List<String>', 'R&D and AT&T', 'x<b and c>y', '?a=1&copy=2', '<3', 'plain  text '])(
  'leaves %s as it is',
  (text) => {
    expect(plainText(text)).toBe(text)
  },
)

it('reads a megabyte of unfinished tags in linear time', () => {
  expect(plainText('<script '.repeat(100_000)).length).toBeGreaterThan(0)
  expect(plainText('<a b '.repeat(100_000)).length).toBeGreaterThan(0)
})
