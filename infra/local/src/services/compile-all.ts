/**
 * Compiles the modules of all services into the folder NODE_COMPILE_CACHE. A process that finds them there does not
 * load the compiler of TypeScript, which it would keep in memory. Run it without the settings of a service, and with
 * the flags of Node that services have, but for the sizes of the heap:
 *
 *   env -i NODE_COMPILE_CACHE=FOLDER node --expose-gc infra/local/src/services/compile-all.ts
 */
import { serviceNames } from './service-names.ts'

for (const name of serviceNames) await compile(name)

/** A service without settings loads its modules, and then refuses to start. */
async function compile(name: string): Promise<void> {
  const entry = new URL(`../../../../services/${name}/src/start/server.ts`, import.meta.url)
  try {
    await import(entry.href)
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('The configuration is not valid')) return
    throw error
  }
  throw new Error(`compile: ${name} has settings; run this without any`)
}
