import { parseArguments, usage } from './arguments.ts'
import { StartError } from './errors.ts'
import { Teardown } from './stack/teardown.ts'
import { start } from './start.ts'
import { stopOnSignals } from './stop-on-signals.ts'

const teardown = new Teardown()
stopOnSignals(teardown, (line) => console.log(line))
try {
  const args = parseArguments(process.argv.slice(2), process.cwd())
  if (args.help) console.log(usage)
  else await start(args, teardown)
} catch (error) {
  // While a signal stops everything, errors are expected.
  if (!teardown.hasBegun) {
    await teardown.run()
    console.error(error instanceof StartError ? `\n${error.message}.\nFix: ${error.fix}\n` : error)
    process.exit(1)
  }
}
