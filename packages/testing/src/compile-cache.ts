import { fileURLToPath } from 'node:url'

/** Where the processes and threads of tests keep compiled modules, so that each of hundreds does not compile them all. */
export const compileCache = fileURLToPath(new URL('../../../node_modules/.cache/compile', import.meta.url))
