interface ExampleBlock {
  /** The line of the Markdown file in which the block begins, from 1. */
  readonly line: number
  readonly code: string
}

/**
 * The blocks of a Markdown file that begin with ```ts, each as a module. Blank lines stand for the text before it, so
 * that a line of the module has the same number as in the Markdown file.
 */
export const exampleBlocks = (markdown: string): ExampleBlock[] =>
  [...markdown.matchAll(/^```ts\n(.*?)^```$/gms)].map(({ 1: code, index }) => {
    const line = markdown.slice(0, index).split('\n').length
    return { line, code: `${'\n'.repeat(line)}${code}export {}\n` }
  })
