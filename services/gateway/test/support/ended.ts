import { calls, type Operation } from '@inkling/contracts'
import { expect } from 'vitest'
import type { Api } from './api.ts'
import { eventually } from './eventually.ts'

/** The operation once it has ended, as the caller sees it. */
export const ended = (caller: Pick<Api, 'call'>, { id }: Pick<Operation, 'id'>): Promise<Operation> =>
  eventually(async () => {
    const { body } = await caller.call(calls.getOperation, { params: { id } })
    expect(body.finishedAt).not.toBeNull()
    return body
  }, 30_000)
