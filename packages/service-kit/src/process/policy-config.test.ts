import { predefined } from '@inkling/resilience'
import { Type } from 'typebox'
import { expect, it } from 'vitest'
import { parseConfig } from './parse-config.ts'
import { policyConfig, policySettings } from './policy-config.ts'

const schema = Type.Object(policyConfig('SHOP', 'the shop', predefined.upstream))

it('the settings of a policy are those predefined unless the environment says otherwise', () => {
  expect(policySettings('SHOP', parseConfig(schema, {}))).toEqual(predefined.upstream)
})

it.each(Object.entries(schema.properties))('%s changes one setting, and names its range if it is wrong', (name) => {
  const settings = policySettings('SHOP', parseConfig(schema, { [name]: '1' }))
  const changed = Object.entries(settings).filter(([key, value]) =>
    Object.entries(predefined.upstream).every(([other, before]) => other !== key || before !== value),
  )
  expect(changed).toEqual([[expect.any(String), 1]])
  expect(() => parseConfig(schema, { [name]: '-1' })).toThrow(name)
})

it('what is not in the configuration is left to the policy', () => {
  expect(policySettings('SHOP', { SHOP_QUEUED: 7 })).toEqual({ queued: 7 })
})
