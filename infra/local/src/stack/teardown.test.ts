import { expect, it } from 'vitest'
import { Teardown } from './teardown.ts'

it('teardown runs its steps once, the last one first, even if a step fails', async () => {
  const stopped: string[] = []
  const teardown = new Teardown()
  teardown.add(async () => stopped.push('postgres'))
  teardown.add(() => Promise.reject(new Error('already gone')))
  teardown.add(async () => stopped.push('gateway'))
  await Promise.all([teardown.run(), teardown.run()])
  expect(stopped).toEqual(['gateway', 'postgres'])
})
