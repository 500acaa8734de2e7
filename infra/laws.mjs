/** The architecture as rules on imports; imports of types count. A lower tier never imports a higher one. */
const tiers = [
  ['errors'],
  ['contracts', 'telemetry', 'learning'],
  ['predictors', 'search-index', 'hygiene', 'resilience', 'database', 'backup', 'cache', 'queues', 'read-model'],
  ['service-kit'],
]
const folder = (names) => `^packages/(${names.join('|')})/`
/** The folders of `predictors`, in order: each may import the folders before it. */
const predictorFolders = ['log', 'ranking', 'components', 'blending', 'monitoring', 'model', 'tuning', 'evaluation']
const inPredictors = (names) => `^packages/predictors/src/(${names.join('|')})/`
const pure = ['errors', 'contracts', 'learning', 'predictors', 'search-index', 'hygiene']
const test = '(\\.test\\.ts$|/test/)'

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

export default {
  forbidden: [
    forbid('no-cycles', 'Files import in one direction, types included.', {}, { circular: true }),
    forbid('resolvable', 'Every import resolves.', {}, { couldNotResolve: true }),
    forbid(
      'light-threads',
      'What threads and caches load has no schemas: @inkling/contracts/names has what they need.',
      { path: folder(['resilience', 'database', 'cache', 'predictors', 'search-index']), pathNot: test },
      { path: '^packages/contracts/src/index.ts$', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'services-apart',
      'Services meet through contracts, over HTTP or a queue.',
      { path: '^services/([^/]+)/' },
      { path: '^services/', pathNot: '^services/$1/' },
    ),
    forbid(
      'packages-below-services',
      'A package never imports a service.',
      { path: '^packages/' },
      { path: '^services/' },
    ),
    ...tiers
      .slice(0, -1)
      .map((tier, level) =>
        forbid(
          `tier-${level}`,
          `Tier ${level} imports nothing above it.`,
          { path: folder(tier), pathNot: test },
          { path: folder(tiers.slice(level + 1).flat()) },
        ),
      ),
    ...predictorFolders
      .slice(0, -1)
      .map((name, level) =>
        forbid(
          `predictors-${name}`,
          `In predictors, ${name} imports only the folders before it.`,
          { path: inPredictors([name]), pathNot: test },
          { path: inPredictors(predictorFolders.slice(level + 1)) },
        ),
      ),
    forbid(
      'pure-domain',
      'Domain code knows no Fastify, SQL or Redis.',
      { path: '^services/[^/]+/src/domain/', pathNot: test },
      {
        pathNot: [
          '/src/domain/',
          folder(pure),
          '^packages/telemetry/src/alerts\\.ts$',
          '^(node:)?crypto$',
          'node_modules/(typebox|tinyqueue)/',
        ],
      },
    ),
    forbid(
      'routes-map',
      'Routes map requests to use cases and import no adapter; the composition root passes adapters in.',
      { path: '^services/[^/]+/src/routes/', pathNot: test },
      { path: '^services/[^/]+/src/adapters/' },
    ),
    forbid(
      'pure-packages',
      'These packages compute; they do no input or output.',
      { path: folder(['learning', 'predictors', 'search-index', 'hygiene']), pathNot: [test, '/bench/'] },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'quiet-libraries',
      'This library publishes events, and telemetry subscribes to them.',
      { path: folder(['resilience', 'cache']), pathNot: test },
      { path: folder(['telemetry']) },
    ),
    forbid(
      'client-is-thin',
      'The client imports only contracts and errors.',
      { path: folder(['client']), pathNot: test },
      { path: '^(packages|services)/', pathNot: folder(['client', 'contracts', 'errors']) },
    ),
    forbid(
      'tests-stay-outside',
      'Production code imports no test helper.',
      { path: '^(services|packages|infra)/', pathNot: [test, '^packages/testing/', '/bench/'] },
      { path: ['^packages/testing/', '\\.test\\.ts$'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['\\.inkling/', '^packages/client/dist/', '^services/console/dist/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'infra/tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.json'],
    },
  },
}
