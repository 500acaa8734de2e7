import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { InklingClient } from '@inkling/client'
import type { ErasureReceipt, Operation } from '@inkling/contracts'
import type { Command } from 'commander'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { asTenant } from './admin.ts'
import { confirmById } from './confirm-by-id.ts'
import { renderFacts } from './output.ts'
import { untilEnded } from './until-ended.ts'

/** Adds `inkling users …`: what a person may ask for of their data. */
export function addUserCommands(program: Command, context: Context): void {
  const users = program.command('users').description("erase and export a user's data (needs the key of the tenant)")
  addErase(users, context)
  addExport(users, context)
  addVerify(users, context)
}

function addErase(users: Command, context: Context): void {
  users
    .command('erase <id>')
    .description('remove all that is stored of a user, and all that was learned with it; prints a signed receipt')
    .option('--yes', 'do not ask')
    .option('--receipt <file>', 'write the receipt to a file')
    .action(async (id: string, { yes, receipt: file }: { yes?: boolean; receipt?: string }, command: Command) => {
      const { client, show } = asTenant(command, context)
      if (!yes) await confirmById(id, context, { doing: 'Erasing', done: 'erased', of: `the user ${id}` })
      const operation = await client.eraseUser({ params: { id } })
      context.stderr.write(`Operation ${operation.id}: erasing. You may stop waiting: it goes on.\n`)
      const receipt = resultOf(await untilEnded(client, operation, context)) as unknown as ErasureReceipt
      if (file !== undefined)
        await writeFile(resolve(context.config.directory, file), `${JSON.stringify(receipt, null, 2)}\n`)
      show(receipt, () => renderFacts({ erased: receipt.erasedAt, ...textsOf(receipt.removed) }))
    })
}

function addExport(users: Command, context: Context): void {
  users
    .command('export <id>')
    .description('write all that is stored of a user to a file of NDJSON')
    .requiredOption('--out <file>', 'the file')
    .action(async (id: string, { out }: { out: string }, command: Command) => {
      const { client, show } = asTenant(command, context)
      const path = resolve(context.config.directory, out)
      const lines = await exported(client, id, context)
      await writeFile(path, lines)
      const rows = lines.trimEnd().split('\n').length - 2
      show({ user: id, file: path, rows }, () => `${path} holds ${rows} rows of the user ${id}.`)
    })
}

async function exported(client: InklingClient, id: string, context: Context): Promise<string> {
  const answer = await client.exportUser({ params: { id } })
  if ('lines' in answer) return answer.lines
  const { parts } = resultOf(await untilEnded(client, answer, context)) as { readonly parts: number }
  const lines: string[] = []
  for (let part = 0; part < parts; part++) {
    const params = { id, exportId: answer.id, part: String(part) }
    lines.push((await client.getUserExportPart({ params })).lines)
  }
  return lines.join('')
}

function addVerify(users: Command, context: Context): void {
  users
    .command('verify <id> <receipt>')
    .description('tell whether a receipt is genuine and about a user; exits with 1 if it is not')
    .action(async (id: string, file: string, _flags: object, command: Command) => {
      const { client, show } = asTenant(command, context)
      const body = await readReceipt(resolve(context.config.directory, file))
      const verdict = await client.verifyErasure({ params: { id }, body })
      const isProof = verdict.isGenuine && verdict.isOfUser
      const why = verdict.isGenuine ? 'is about another user or tenant' : 'was changed, or written elsewhere'
      show(verdict, () => `The receipt ${isProof ? `proves that ${id} was erased at ${body.erasedAt}` : why}.`)
      if (!isProof) process.exitCode = 1
    })
}

/** The gateway checks what is in it. */
const readReceipt = (file: string): Promise<ErasureReceipt> =>
  readFile(file, 'utf8')
    .then((text) => JSON.parse(text) as ErasureReceipt)
    .catch((cause: Error) => {
      throw new CliError(`${file} must hold a receipt, as inkling users erase --receipt writes it: ${cause.message}`)
    })

function resultOf({ id, state, error, result }: Operation): object {
  if (state !== 'succeeded' || !result) throw new CliError(`The operation ${id} ${state}: ${error}`)
  return result
}

const textsOf = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).map(([store, count]) => [store, String(count)]))
