import type { SearchSettings } from '@inkling/contracts'
import { topics } from '@inkling/contracts'
import { logStart } from '@inkling/database'
import { type ModelSource, ResidentModels } from '@inkling/read-model'
import { FakeFeed } from '@inkling/read-model/fake-feed'
import { createLogger } from '@inkling/telemetry'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Catalogue } from '../domain/catalogue.ts'
import { residentCatalogues } from './resident-catalogues.ts'

let language: 'en' | 'de'
let known: SearchSettings | undefined
const source: ModelSource<Catalogue, never> = {
  cluster: '',
  load: async () => ({ model: Catalogue.empty({ language }), position: logStart, version: 0n }),
  readChanges: async (_tenantId, position) => ({ changes: [], next: position, drained: true }),
  apply: () => {},
  newestVersion: async () => 0n,
  bytes: () => 1,
}
const logger = createLogger({ service: 'test', level: 'silent' })
let models: ResidentModels<Catalogue, never>
beforeEach(() => {
  language = 'en'
  known = undefined
  models = new ResidentModels(source, {
    maxBytes: 1_000,
    feed: new FakeFeed(),
    follow: { changes: topics.items },
    logger,
  })
})
afterEach(() => models.close())
const find = () => residentCatalogues(models, { peek: () => known })('acme', 60_000)
const languageOf = async () => (await find())?.model.index.language

it('an index stays in memory while its language is that of the settings', async () => {
  const first = await find()
  known = { language: 'en' }
  expect(await find()).toBe(first)
  known = {}
  expect(await find()).toBe(first)
})

it('an index of another language is not returned, and the next call finds one of the new language', async () => {
  expect(await languageOf()).toBe('en')
  language = 'de'
  known = { language }
  expect(await find()).toBeUndefined()
  expect(await languageOf()).toBe('de')
})
