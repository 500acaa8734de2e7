import { expect, it } from 'vitest'
import { AcknowledgedPrefix } from './acknowledged-prefix.ts'

it('the acknowledged line advances only after all batches before it are acknowledged', () => {
  const prefix = new AcknowledgedPrefix(5)
  const [first, second, third] = [prefix.sent(10), prefix.sent(20), prefix.sent(30)]
  expect(prefix.line).toBe(5)
  second()
  expect(prefix.line).toBe(5)
  first()
  expect(prefix.line).toBe(20)
  third()
  expect(prefix.line).toBe(30)
})
