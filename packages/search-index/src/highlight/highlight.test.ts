import { expect, test as it } from 'vitest'
import { Analyser } from '../text/analyser.ts'
import { highlight } from './highlight.ts'

const analyser = new Analyser('en')
const marked = (title: string, text: string | undefined, ...terms: string[]): ReturnType<typeof highlight> =>
  highlight(analyser, { id: 'x', title, text }, new Map(terms.map((term) => [term, 1])))

it('marks matching words in any form, as written', () => {
  expect(marked('ﬁre & Cafés', undefined, 'fire', 'cafe').title).toBe('<mark>ﬁre</mark> &amp; <mark>Cafés</mark>')
})

it('leaves out markup and escapes everything else', () => {
  expect(marked('<b>"wing"</b> it\'s', undefined, 'wing').title).toBe('&quot;<mark>wing</mark>&quot; it&#39;s')
  expect(marked('Wing &lt;b&gt; &amp; List<Wing>', undefined, 'wing').title).toBe(
    '<mark>Wing</mark> &lt;b&gt; &amp; List&lt;<mark>Wing</mark>&gt;',
  )
  expect(marked('', '<p>The wing<br>lifts</p><style>wing {}</style>', 'wing').text).toBe('The <mark>wing</mark> lifts')
})

it('marks a joined word whole when the query writes it as one', () => {
  expect(marked('A Wi-Fi router for C++', undefined, 'wifi', 'c++').title).toBe(
    'A <mark>Wi-Fi</mark> router for <mark>C++</mark>',
  )
})

it('marks an identifier whole when a part matches', () => {
  expect(marked('call getUserName', undefined, 'user').title).toBe('call <mark>getUserName</mark>')
})

it('the passage has most of the query, cut between words', () => {
  const filler = 'lorem ipsum dolor sit amet '.repeat(20)
  const { text } = marked('', `${filler}wing ${filler}the wing meets the heat here ${filler}`, 'wing', 'heat')
  expect(text).toContain('the <mark>wing</mark> meets the <mark>heat</mark> here')
  expect(text).toMatch(/^(?:lorem|ipsum|dolor|sit|amet) .* (?:lorem|ipsum|dolor|sit|amet)$/)
  expect(text?.replaceAll(/<\/?mark>/g, '').length).toBeLessThanOrEqual(160)
})

it('the passage has two different words of the query rather than one repeated', () => {
  const filler = 'lorem ipsum dolor sit amet '.repeat(20)
  const { text } = marked('', `wing wing wing ${filler}heat of a wing ${filler}`, 'wing', 'heat')
  expect(text).toContain('<mark>heat</mark> of a <mark>wing</mark>')
})

it('the passage is the first of equals and marks nothing beyond it', () => {
  const filler = 'lorem ipsum dolor sit amet '.repeat(20)
  const { text } = marked('', `a wing first ${filler}a wing last`, 'wing')
  expect(text).toMatch(/^a <mark>wing<\/mark> first lorem/)
  expect(text).not.toContain('last')
})

it('the passage ends with the text when it is short', () => {
  expect(marked('', 'How a wing lifts.', 'wing').text).toBe('How a <mark>wing</mark> lifts.')
})

it('the passage is the beginning when nothing in the text matches', () => {
  const { text } = marked('wing', 'word '.repeat(100), 'wing')
  expect(text).toBe('word '.repeat(32).trimEnd())
})

it('a text without words is cut between characters', () => {
  const { text } = marked('', `!${'👍'.repeat(200)}`, 'wing')
  expect(text).toBe(`!${'👍'.repeat(79)}`)
  expect(marked('', '👍'.repeat(200), 'wing').text).toBe('👍'.repeat(80))
  expect(marked('', '!'.repeat(200), 'wing').text).toBe('!'.repeat(160))
})

it('a document without text has no passage', () => {
  expect(marked('wing', undefined, 'wing')).toEqual({ title: '<mark>wing</mark>' })
  expect(marked('wing', '', 'wing')).toEqual({ title: '<mark>wing</mark>' })
})
