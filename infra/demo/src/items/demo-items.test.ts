import { describe, expect, it } from 'vitest'
import { allTrails } from '../events/trails.ts'
import { demoItems } from './demo-items.ts'

describe('demoItems', () => {
  const items = demoItems()

  it('the demo has over a hundred articles with different ids', () => {
    expect(items.length).toBeGreaterThan(100)
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
  })

  it('no two articles of the demo have the same title', () => {
    expect(new Set(items.map(({ title }) => title)).size).toBe(items.length)
  })

  it.each(items)('the article $id has a title, text, tags and url', ({ id, title, text, tags, url, attributes }) => {
    expect(id).toMatch(/^[a-z]+\/[a-z0-9-]+$/)
    expect(title.length).toBeGreaterThan(5)
    expect(title.length).toBeLessThan(80)
    expect(text).not.toMatch(/[^\n]\n[^\n]/)
    expect(attributes.words).toBeGreaterThanOrEqual(70)
    expect(attributes.words).toBeLessThanOrEqual(160)
    expect(id.startsWith(`${attributes.section}/`)).toBe(true)
    expect(tags.length).toBeGreaterThanOrEqual(3)
    expect(new Set(tags).size).toBe(tags.length)
    expect(new URL(url).pathname).toBe(`/${id}`)
  })

  it('every page that a trail names is an article', () => {
    const ids = new Set(items.map(({ id }) => id))
    expect(allTrails.flat().filter((id) => !ids.has(id))).toEqual([])
  })
})
