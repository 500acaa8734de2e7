import { InklingError } from '@inkling/errors'

type Attempt<T> = { readonly value: T } | { readonly missing: string }

/**
 * The value of `work`, or the name of the service that did not give it. An error of the request itself (4xx) is thrown.
 */
export async function attempt<T>(name: string, work: Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work }
  } catch (error) {
    if (error instanceof InklingError && error.status < 500) throw error
    return { missing: name }
  }
}
