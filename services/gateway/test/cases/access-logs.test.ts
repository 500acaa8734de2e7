import { expect, it } from 'vitest'
import { commandFolder } from '../support/command-folder.ts'
import { type Reading, readEach, readOne, tryFile } from '../support/imports.ts'
import { agent, clf, combined, dialects, type PageView, requests } from './access-log-dialects.ts'

const folder = await commandFolder()
const names = Object.keys(dialects)
const logs = Object.entries(dialects).map(([name, write]) => [name, `${write(requests).join('\n')}\n`] as const)
const readings = await readEach(folder, Object.fromEntries(logs))

/** Visitors are numbered in the order of their first view. */
const viewsOf = (reading: Reading | undefined) => {
  const sessions = [...new Set(reading?.rows.map(({ value }) => value.sessionId))]
  return reading?.rows.map(({ value: { itemId, occurredAt, sessionId } }) => [
    itemId,
    occurredAt,
    sessions.indexOf(sessionId) + 1,
  ])
}

/** Two visitors, whose views are interleaved; a picture and a page that is not there are no views. */
const expected = [
  ['/teas/green', '2024-05-06T10:01:00.000Z', 1],
  ['/teas/black', '2024-05-06T10:02:00.000Z', 2],
  ['/mugs', '2024-05-06T10:03:00.000Z', 1],
]

it.each(names)('reads the page views of two visitors from a log written by %s', (name) => {
  expect(readings[name]).toMatchObject({ format: expect.stringMatching(/^access log/), ok: true })
  expect(viewsOf(readings[name])).toEqual(expected)
  const reasons = readings[name]?.skipped.map(({ code }) => code)
  expect(reasons).toEqual(expect.arrayContaining(['asset', 'status']))
})

const odd = (page: string, changes: Partial<PageView> = {}) =>
  combined({ minute: 1, address: '203.0.113.7', page, status: 200, ...changes })

const oddities: readonly (readonly [name: string, line: string | Buffer, page: string])[] = [
  ['escaped bytes of UTF-8', odd('/o/th\\xc3\\xa9'), '/o/thé'],
  ['percent-encoded UTF-8', odd('/o/th%C3%A9'), '/o/thé'],
  ['a blank', odd('/o/two words.html'), '/o/two words.html'],
  ['a session in the path', odd('/o/basket;jsessionid=0A1B2C'), '/o/basket'],
  ['an encoded slash', odd('/o/a%2Fb'), '/o/a%2Fb'],
  ['HTTP/3', odd('/o/new').replace('HTTP/1.1', 'HTTP/3.0'), '/o/new'],
  ['no version of HTTP', odd('/o/old').replace(' HTTP/1.1', ''), '/o/old'],
  ['an agent with quotes', odd('/o/agent').replace(agent, 'Mozilla/5.0 "odd" Gecko/20100101'), '/o/agent'],
  ['an address of a user as its name', odd('/o/mail').replace('- -', '- kim@example.org'), '/o/mail'],
  ['several forwarded addresses', odd('/o/far', { address: '203.0.113.7, 10.0.0.1' }), '/o/far'],
  ['bytes of Latin-1', Buffer.from(odd('/o/th\xe9'), 'latin1'), '/o/th%E9'],
]
const oddly = await readEach(folder, Object.fromEntries(oddities))

it.each(oddities)('reads a request with %s', (name, _line, page) => {
  expect(oddly[name]?.rows.map(({ value }) => value.itemId)).toEqual([page])
})

it('one visitor behind several proxies is one visitor', async () => {
  const lines = [odd('/near'), odd('/far', { address: '203.0.113.7, 10.0.0.1' })]
  const reading = await readOne(folder, lines.join('\n'))
  expect(new Set(viewsOf(reading)?.map(([, , visitor]) => visitor))).toEqual(new Set([1]))
})

it('reads a log after any number of lines that are none', async () => {
  const noise = Array.from({ length: 300 }, (_, n) => `\\x05\\x01 scan ${n}`)
  const reading = await readOne(folder, [...noise, odd('/open'), ''].join('\n'))
  expect(reading).toMatchObject({ wouldSend: 1, skipped: [{ code: 'malformed', count: 300 }] })
})

it('puts the views of a log that is newest first into the same sessions', async () => {
  const lines = [0, 10, 35, 90, 100, 125, 200].map((minute) => odd(`/at/${minute}`, { minute }))
  const { sorted, reversed } = await readEach(folder, {
    sorted: lines.join('\n'),
    reversed: lines.toReversed().join('\n'),
  })
  const sessions = ({ rows }: Reading) =>
    Object.values(Object.groupBy(rows, ({ value }) => String(value.sessionId)))
      .map((views = []) => views.map(({ value }) => value.itemId).toSorted())
      .toSorted()
  expect(sessions(sorted)).toHaveLength(3)
  expect(sessions(reversed)).toEqual(sessions(sorted))
})

it('counts the parameters that it left out, and keeps those that name a page', async () => {
  const line = odd('/shop?utm_source=mail&id=7')
  const plain = await readOne(folder, line)
  expect(plain.rows[0]?.value.itemId).toBe('/shop')
  expect(plain.notes.join()).toContain('utm_source (1)')
  const kept = await readOne(folder, line, '--page-params', 'id')
  expect(kept.rows[0]?.value.itemId).toBe('/shop?id=7')
})

it.each([
  ['an error log', `2024/05/06 10:01:00 [error] 31#31: *5 open() failed, client: 203.0.113.7`, 'is an error log'],
  ['a log of no web server', 'May  6 10:01:00 box sshd[12]: Accepted publickey for kim', 'no log of a web server'],
  ['a log of an unknown kind', `203.0.113.7 | ${clf(1)} | "GET /a HTTP/1.1" | ok`, 'is a log of another kind'],
])('names %s and lists the logs that it reads', async (_name, line, words) => {
  const { code, printed } = await tryFile(folder, 'other.log', `${line}\n${line}\n`)
  expect(code).toBe(1)
  expect(printed).toContain(words)
  expect(printed).toContain('Common, Combined')
})
