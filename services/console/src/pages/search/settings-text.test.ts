import { expect, it } from 'vitest'
import { type SearchSettings, settingsOf, textOf } from './settings-text.ts'

it.each<SearchSettings>([
  {},
  { language: 'de', fieldWeights: { title: 3, text: 0 } },
  {
    synonyms: [
      ['car', 'automobile'],
      ['tea', 'chai', 'cha'],
    ],
  },
  {
    rules: [
      { query: 'green tea', pins: ['a/b', 'c'], blocks: ['d-e'] },
      { query: 'x', blocks: ['-1'] },
    ],
  },
])('settings are the same after they were shown as text: %j', (settings) => {
  expect(settingsOf(textOf(settings))).toEqual(settings)
})
