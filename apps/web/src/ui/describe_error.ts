import { ApiError } from '@llamanexus/contract'

/** What went wrong, in a sentence that a person can act on. */
export const describeError = (error: unknown): string => {
  if (error instanceof ApiError) {
    const first = error.problem.errors?.[0]?.message
    return first && !error.message.includes(first) ? `${error.message} ${first}` : error.message
  }
  // What `fetch` throws when there is no answer at all.
  if (error instanceof TypeError)
    return 'The server does not answer. Check that it is running, then try again.'
  return error instanceof Error ? error.message : String(error)
}
