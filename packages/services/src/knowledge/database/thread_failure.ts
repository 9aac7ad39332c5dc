import { NodeError } from '@llamanexus/node-sdk'
import { WorkerFailure } from '../../workers/worker_failure.ts'

/** What a thread that gave no answer is to whoever asked. */
export function threadFailure(error: unknown, timeoutMs: number): unknown {
  if (!(error instanceof WorkerFailure)) return error
  switch (error.code) {
    case 'timeout':
      return new NodeError('timeout', `The collection gave no answer within ${timeoutMs} ms`, {
        hint: 'Narrow the search with a filter, or split the collection.',
      })
    case 'aborted':
      return new NodeError('aborted', 'The work on the collection was cancelled', { retryable: false })
    case 'out_of_memory':
    case 'died':
    case 'closed':
      return new NodeError('knowledge_failed', `The knowledge database gave no answer: ${error.message}`)
  }
}
