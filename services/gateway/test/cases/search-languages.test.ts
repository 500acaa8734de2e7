import { expect, it } from 'vitest'
import { searchableTenant } from '../support/searched.ts'

const world = await searchableTenant([
  { id: 'school', title: '학교에서 배우는 역사' },
  { id: 'busan', title: '부산으로 떠나는 기차여행' },
  { id: 'charging', title: '전기자동차를 충전하는 법' },
  { id: 'car', title: 'السَّيَّارَة الجديدة' },
  { id: 'library', title: 'المكتبة العامة' },
  { id: 'tokyo', title: '東京都の天気予報' },
  { id: 'thai', title: 'สูตรอาหารไทยง่ายๆ' },
  { id: 'balloon', title: 'Sky trips 🎈' },
  { id: 'flag', title: 'Fan scarf 🇧🇷' },
])
const german = await searchableTenant(
  [
    { id: 'hose', title: 'Gartenschlauchhalter verzinkt' },
    { id: 'street', title: 'Uferstraße gesperrt' },
    { id: 'ship', title: 'Dampfschifffahrtsgesellschaft' },
    { id: 'pump', title: 'Wärmepumpenheizung' },
  ],
  { language: 'de' },
)

it.each([
  ['학교', 'school'],
  ['역사', 'school'],
  ['부산', 'busan'],
  ['기차', 'busan'],
  ['자동차', 'charging'],
  ['السيارة', 'car'],
  ['سيارة', 'car'],
  ['مكتبة', 'library'],
  ['المكتبة', 'library'],
  ['東京', 'tokyo'],
  ['天気', 'tokyo'],
  ['อาหาร', 'thai'],
  ['🎈', 'balloon'],
  ['🇧🇷', 'flag'],
])('finds %s within words and under their particles, articles and signs', async (q, id) => {
  expect(await world.found({ q })).toEqual([id])
})

it.each([
  ['Gartenschlauch', 'hose'],
  ['Schlauch', 'hose'],
  ['Straße', 'street'],
  ['strasse', 'street'],
  ['Schifffahrt', 'ship'],
  ['Gesellschaft', 'ship'],
  ['Wärmepumpe', 'pump'],
  ['heizung', 'pump'],
])('finds %s as a part of a German compound', async (q, id) => {
  expect(await german.found({ q })).toEqual([id])
})
