import { dirname } from 'node:path'
import { nearestTestsIn } from './nearest-tests.ts'
import type { Suite } from './run-tests.ts'

const databaseTests = ['row-level-security', 'security-definer'].map(
  (name) => `packages/database/src/${name}.integration.test.ts`,
)
const ownRows = 'packages/database/src/own-rows-only.integration.test.ts'
/** They have a place of their own in the order, or need row-level security. */
const ownTests = [...databaseTests, ownRows]
/** They start whole services or clusters: the tests of the stack do so as well. */
const isSlow = (test: string) =>
  /(redis-cluster|outages|processes|dependencies)\.integration|services\/[^/]+\/(src\/[^/]+\.integration|test)/.test(
    test,
  )
/** Of the tests that reach a file by more imports than the nearest, so many are run. */
const most = 10

/** The tests that should notice a mutant, in the order in which they are run. */
export function suitesIn(root: string) {
  const nearestTests = nearestTestsIn(root)
  const near = (file: string, isFit: (test: string) => boolean): Suite[] => {
    const tiers = nearestTests(file).map((tier) => tier.filter((test) => !isSlow(test) && isFit(test)))
    const [nearest = [], ...further] = tiers.filter((tier) => tier.length > 0)
    return [nearest, further.flat().slice(0, most)].filter((tests) => tests.length > 0).map((tests) => ({ tests }))
  }
  const onStack = (...names: string[]): Suite => ({
    tests: names.map((name) => `services/gateway/test/acceptance/${name}.test.ts`),
    globalSetup: 'services/gateway/test/support/global-setup.ts',
  })
  return {
    ofDatabase: databaseTests.map((test): Suite => ({ tests: [test] })),
    ofService: (file: string, withStack: boolean): Suite[] => [
      ...near(file, () => true),
      ...(withStack ? [onStack('leaks'), onStack('security', 'streams', 'limits')] : []),
    ],
    /** The tests in the folder of the file, those that read of a tenant without rows, and others. */
    ofSql(file: string): Suite[] {
      const isFit = (test: string) => test.includes('.integration.') && !ownTests.includes(test)
      const isBeside = (test: string) => dirname(test) === dirname(file)
      return [
        ...near(file, (test) => isFit(test) && isBeside(test)),
        { tests: [ownRows] },
        ...near(file, (test) => isFit(test) && !isBeside(test)),
      ]
    },
  }
}
