import { expect, test as it } from 'vitest'
import { fold } from './fold.ts'

it.each([
  ['Café', 'cafe'],
  ['cafe\u0301', 'cafe'],
  ['STRASSE', 'strasse'],
  ['Straße', 'strasse'],
  ['Łódź', 'lodz'],
  ['Ærø', 'aero'],
  ['İstanbul', 'istanbul'],
  ['ﬁnance', 'finance'],
  ['ｆｕｌｌ', 'full'],
  ['Ὀδυσσεύς', 'οδυσσευσ'],
  ['co\u00adoperate', 'cooperate'],
  ['كُتُب', 'كتب'],
  ['مـــكتبة', 'مكتبه'],
  ['أحمد', 'احمد'],
  ['שָׁלוֹם', 'שלום'],
  ['👍🏽', '👍'],
  ['❤\ufe0f', '❤'],
])('%s is looked up as %s', (word, folded) => {
  expect(fold(word)).toBe(folded)
})

it.each(['мой', 'हिन्दी'])('%s keeps its marks, which change the word', (word) => {
  expect(fold(word)).toBe(word.normalize('NFC').toLowerCase())
})
