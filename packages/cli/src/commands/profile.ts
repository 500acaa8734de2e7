import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ProfileRequest } from '@inkling/contracts'
import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import type { Context } from '../context.ts'
import { fileError } from '../file-error.ts'
import { administer } from './admin.ts'

interface ProfileFlags extends Omit<ProfileRequest, 'service'> {
  readonly output?: string
}

const services = ['gateway', 'prediction', 'suggestion', 'search', 'maintenance', 'worker'] as const
const panels = { cpu: 'Performance', heap: 'Memory' }

/** Adds `inkling profile`, which records what a process does now. The key needs the scope `ops:write`. */
export function addProfileCommand(program: Command, context: Context): void {
  program
    .command('profile')
    .description('record which functions of a service use the processor or the heap (needs a key with ops:write)')
    .addArgument(new Argument('<service>', 'whose main thread is recorded').choices(services))
    .addOption(new Option('--kind <kind>', 'what to record').choices(Object.keys(panels)).default('cpu'))
    .option('--seconds <seconds>', 'how long, 1 to 25', readNumber, 10)
    .option('--process <number>', 'which replica, as /health numbers them (default: the first)', readNumber)
    .option('--output <file>', 'the file to write (default: SERVICE.cpuprofile or SERVICE.heapprofile)')
    .action(async (service: ProfileRequest['service'], { output, ...flags }: ProfileFlags, command: Command) => {
      const { kind, seconds } = flags
      const { client, show } = administer(command, context)
      context.stderr.write(`Recording ${service} for ${seconds} s.\n`)
      const profile = await client.recordProfile({ body: { service, ...flags } }, { signal: context.signal })
      const file = resolve(context.config.directory, output ?? `${service}.${kind}profile`)
      await writeFile(file, JSON.stringify(profile)).catch((error: unknown) => {
        throw fileError(file, error)
      })
      show(
        { file },
        () => `${file} is written. Open it in the developer tools of Chrome: ${panels[kind]}, Load profile.`,
      )
    })
}

function readNumber(text: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give a whole number of at least 1.')
}
