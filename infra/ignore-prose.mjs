/**
 * A Stryker plugin that leaves prose unmutated: no test should hold the wording of a description or a summary. It
 * ignores the values of `description`, `summary` and `examples`, texts that contain a space, and objects that hold only
 * these.
 */
const proseFields = new Set(['description', 'summary', 'examples'])

const isProseField = (node) => node.type === 'ObjectProperty' && proseFields.has(node.key.name)

const textOf = (node) =>
  node.type === 'StringLiteral' ? node.value : node.type === 'TemplateLiteral' ? node.quasis[0].value.raw : ''

const isProse = (path) =>
  textOf(path.node).includes(' ') ||
  (path.parent && isProseField(path.parent)) ||
  (path.node.type === 'ObjectExpression' && path.node.properties.length > 0 && path.node.properties.every(isProseField))

export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'prose',
    value: { shouldIgnore: (path) => (isProse(path) ? 'wording, which no test should hold' : undefined) },
  },
]
