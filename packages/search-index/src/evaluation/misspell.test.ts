import { seededRandom } from '@inkling/learning'
import { expect, test as it } from 'vitest'
import { humanSlip, misspellEveryWord, misspellOneWord, randomSlip } from './misspell.ts'

const text = 'The boundary layer of a NACA wing, in 1958'
const wordsOf = (line: string): string[] => line.split(' ')

it('the same seed makes the same slips', () => {
  const slips = () => misspellEveryWord(text, randomSlip, seededRandom(3))
  expect(slips()).toBe(slips())
})

it('misspells words of four letters, but no code, acronym or number', () => {
  const words = wordsOf(misspellEveryWord(text, randomSlip, seededRandom(3)))
  const changed = wordsOf(text).filter((word, n) => word !== words[n])
  expect(changed).toEqual(['boundary', 'layer', 'wing,'])
})

it('misspells one word as people did', () => {
  const slip = humanSlip([
    ['laier', 'layer'],
    ['lare', 'layer'],
    ['layer', 'layer'],
  ])
  expect(misspellOneWord(text, slip, seededRandom(3))).toBe(text.replace('layer', 'laier'))
  expect(misspellOneWord('LAYER OF ICE', slip, seededRandom(3))).toBe('laier of ice')
  expect(misspellOneWord('nothing known', slip, seededRandom(3))).toBe('nothing known')
})

it.for([
  ['layr', true],
  ['layyer', true],
  ['leyer', true],
  ['lyaer', true],
  ['yaler', false],
  ['lyare', false],
] as const)('%s is one slip of layer: %s', ([wrong, isOne]) => {
  const slipped = humanSlip([[wrong, 'layer']])('layer', () => 0)
  expect(slipped === wrong).toBe(isOne)
})
