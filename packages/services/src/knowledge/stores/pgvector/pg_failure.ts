import { NodeError } from '@llamanexus/node-sdk'
import { sqlFailure } from '../../../sql/sql_failure.ts'
import { aboutStore } from '../store_failures.ts'

/** What went wrong with a Postgres that keeps collections, in our words. */
export function pgFailure(error: unknown): NodeError {
  if (error instanceof NodeError) return aboutStore(error)
  if (error instanceof Error && error.name === 'TimeoutError')
    return new NodeError('timeout', 'Postgres gave no answer in time', {
      field: 'store',
      hint: 'Narrow the search with a filter, or look what keeps the database busy.',
    })
  const { code, message, hint } = sqlFailure(error)
  const broken =
    code === 'connect_failed' || /connection terminated|timeout expired|ended unexpectedly/i.test(message)
  if (broken)
    return new NodeError('store_unreachable', `Postgres cannot be reached: ${said(error)}`, {
      field: 'store',
      hint: 'Check the host and the port, and that the database runs. Nothing of a write that was cut off is kept.',
    })
  if (code === 'sign_in_failed')
    return new NodeError('sign_in_failed', message, { field: 'store.credential', hint, retryable: false })
  const { code: state } = error as { code?: string }
  const isLacking = state === '42P01' || state === '3F000'
  return new NodeError(isLacking ? 'store_missing' : 'store_refused', `Postgres says: ${said(error)}`, {
    field: 'store',
    hint: isLacking ? 'The tables of the collection are gone. Delete it here and make it anew.' : hint,
    retryable: code === 'sql_failed' && /^(?:40|55)/.test(state ?? ''),
    cause: error,
  })
}

const said = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error)
