import fc from 'fast-check'

/**
 * For mutation tests only: properties are checked on fewer cases, and on the same ones in every run, because each test
 * runs once for every mutant that it reaches. A property that states its own number of runs keeps it.
 */
fc.configureGlobal({ numRuns: 25, seed: 1 })
