import { fileURLToPath } from 'node:url'

/** Where processes and threads of tests keep compiled modules, so that not each of hundreds compiles them all. */
export const compileCache = fileURLToPath(new URL('../../../node_modules/.cache/compile', import.meta.url))
