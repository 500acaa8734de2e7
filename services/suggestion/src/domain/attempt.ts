import { InklingError } from '@inkling/errors'

type Attempt<T> = { readonly value: T } | { readonly missing: string }

/**
 * The value of `work`, or the name of the service that did not give it. An error of the request itself (4xx) is thrown.
 * @param patience When it resolves, nobody waits for the value any longer.
 */
export async function attempt<T>(name: string, work: Promise<T>, patience?: Promise<unknown>): Promise<Attempt<T>> {
  try {
    const value = work.then((given) => ({ value: given }))
    return await (patience ? Promise.race([value, patience.then(() => ({ missing: name }))]) : value)
  } catch (error) {
    if (error instanceof InklingError && error.status < 500) throw error
    return { missing: name }
  }
}
