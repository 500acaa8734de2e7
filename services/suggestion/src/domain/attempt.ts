import { InklingError } from '@inkling/errors'

type Attempt<T> = { readonly value: T } | { readonly missing: string }

/** A service that is away is missing; a fault of the request itself passes on. */
export async function attempt<T>(name: string, work: Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work }
  } catch (error) {
    if (error instanceof InklingError && error.status < 500) throw error
    return { missing: name }
  }
}
