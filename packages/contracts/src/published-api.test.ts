import { expect, it } from 'vitest'
import { renderApi } from '../test/render-api.ts'

/** After a deliberate change, run `pnpm exec vitest run published-api --update=all` and say so in the changelog. */
it('the API has exactly the shapes, limits and statuses that were published', async () => {
  await expect(renderApi()).toMatchFileSnapshot('../test/published-api.txt')
})
