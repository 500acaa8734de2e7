import { ChallengerBody } from '@inkling/contracts'
import { NextItemModel } from '@inkling/predictors'
import { expect, it } from 'vitest'

it('challengers of predictions may weigh each component that there is, and no other', () => {
  const { components } = ChallengerBody.properties.rules.properties
  expect(Object.keys(components.properties).toSorted()).toEqual(Object.keys(new NextItemModel().weights).toSorted())
})
