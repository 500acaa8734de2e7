export type { SnippetOptions } from './snippet-options.ts'
export { startInkling } from './start-inkling.ts'
