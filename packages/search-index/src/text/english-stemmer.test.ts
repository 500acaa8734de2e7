import { expect, test as it } from 'vitest'
import { stemEnglish } from './english-stemmer.ts'

/** Words and their stems as Snowball gives them. */
const stems = `
consigned consign  consistency consist  consolation consol  conspicuous conspicu  conspiracy conspiraci
knavish knavish  knightly knight  knotty knotti  generally general  generic generic  generous generous
skies sky  dying die  news news  hopping hop  hoping hope  agreed agre  feed feed  ties tie  cries cri
gas gas  this this  gaps gap  kiwis kiwi  caress caress  caresses caress  ponies poni  luxuriated luxuri
national nation  relational relat  relation relat  connection connect  connections connect  connected connect
adoption adopt  extension extens  extensive extens  extended extend  happy happi  by by  say say  enjoy enjoy
youth youth  analogies analog  biology biolog  formative format  electricity electr  electrical electr
hopefulness hope  goodness good  controlling control  roll roll  rolled roll  rate rate  cease ceas
inning inning  proceed proceed  exceedingly exceed  beautifully beauti  carelessly careless  possibly possibl
communism communism  communication communic  embed emb  aged age  owed owe  sing sing  troubled troubl
international intern  operational oper  conditional condit  sensational sensat  rationalize ration
sized size  falling fall  dictionary dictionari  adjustable adjust  replacement replac  yield yield
`
const pairs = [...stems.matchAll(/(\S+) (\S+)/g)].map(([, word = '', stem = '']) => [word, stem] as const)

it.each(pairs)('%s becomes %s', (word, stem) => {
  expect(stemEnglish(word)).toBe(stem)
})

it.each(['', 'a', 'ii', '東京', '2024', 'x'.repeat(64), 'ed', 'ing', 's'])(
  '%j is no English word and stays',
  (word) => {
    expect(stemEnglish(word)).toBe(word)
  },
)
