import { NodeError } from '@llamanexus/node-sdk'

/** The errors of code that reached one of its limits, the same for each language. */
export const timedOut = (timeoutMs: number): NodeError =>
  new NodeError('timeout', `The code ran longer than ${timeoutMs} ms and was stopped`, {
    hint: 'Raise timeout_ms, or look for a loop that does not end.',
    retryable: false,
  })

export const memoryExceeded = (bytes: number): NodeError =>
  new NodeError('memory_exceeded', `The code used more than ${bytes >> 20} MB`, {
    hint: 'Raise memory_mb, or work on less at a time.',
    retryable: false,
  })

export const outputTooLarge = (bytes: number): NodeError =>
  new NodeError('output_too_large', `The code printed more than ${bytes} bytes`, {
    hint: 'Return the data instead of printing it.',
    retryable: false,
  })

export const resultTooLarge = (bytes: number): NodeError =>
  new NodeError('output_too_large', `The code returned more than ${bytes >> 20} MB`, {
    field: 'code',
    hint: 'Return less: what the next nodes need, or a part of it at a time.',
    retryable: false,
  })

export const aborted = (): NodeError => new NodeError('aborted', 'The code was stopped', { retryable: false })
