import { NodeError } from '@llamanexus/node-sdk'
import { WorkerFailure } from '../workers/worker_failure.ts'
import type { Outcome } from './evaluator.ts'

type Failure = Extract<Outcome, { ok: false }>

/** The text does not parse. */
export function syntaxFailure(source: string, message: string): NodeError {
  return new NodeError(
    'expression_failed',
    `The expression \`${excerpt(source)}\` cannot be read: ${message}`,
    {
      hint: 'Write one JavaScript expression, such as `inputs.total * 2`.',
      retryable: false,
      details: { expression: excerpt(source) },
    },
  )
}

/** The expression threw, or came to one of its limits, inside the sandbox. */
export function outcomeFailure(source: string, failure: Failure): NodeError {
  switch (failure.kind) {
    case 'deadline':
      return timeoutFailure(source)
    case 'memory':
      return memoryFailure(source)
    case 'trap':
    case 'thrown':
      return thrownFailure(source, failure)
  }
}

/** The worker was ended, or the caller gave up. Anything else is a bug and thrown on. */
export function workerFailure(source: string, error: unknown): unknown {
  if (!(error instanceof WorkerFailure)) return error
  switch (error.code) {
    case 'timeout':
      return timeoutFailure(source)
    case 'out_of_memory':
      return memoryFailure(source)
    case 'aborted':
      return abortedFailure()
    case 'died':
    case 'closed':
      return new NodeError('expression_failed', `The expression was not evaluated: ${error.message}`, {
        hint: 'Run it again.',
      })
  }
}

export function abortedFailure(): NodeError {
  return new NodeError('aborted', 'The evaluation was cancelled', { retryable: false })
}

function thrownFailure(source: string, { name, message, index }: Failure): NodeError {
  const at = index === undefined ? '' : ` at item ${index}`
  const text = message.startsWith('Maximum call stack') ? 'stack overflow' : message
  return new NodeError(
    'expression_failed',
    `The expression \`${excerpt(source)}\` failed${at}: ${name}: ${text}`,
    {
      hint: hintFor(name, text),
      retryable: false,
      details: {
        expression: excerpt(source),
        error: `${name}: ${text}`,
        ...(index !== undefined && { index }),
      },
    },
  )
}

export function timeoutFailure(source: string): NodeError {
  return new NodeError('timeout', `The expression \`${excerpt(source)}\` took too long and was stopped`, {
    hint: 'Look for a loop that does not end, or do the work in a code node, which may run longer.',
    retryable: false,
  })
}

function memoryFailure(source: string): NodeError {
  return new NodeError('memory_exceeded', `The expression \`${excerpt(source)}\` used too much memory`, {
    hint: 'Work on fewer items at a time, or use a code node with a higher memory limit.',
    retryable: false,
  })
}

function hintFor(name: string, message: string): string {
  if (name === 'ReferenceError') {
    return 'In scope are `inputs`, `nodes`, `trigger`, `variables`, `execution`, `now`, and inside containers `item`, `index` and `state`.'
  }
  if (/of (?:null|undefined)/.test(message)) {
    return 'A value on the way is missing. Use `?.` to walk over it and `??` to put something in its place.'
  }
  if (message.includes('not data'))
    return 'An expression must give text, a number, true, false, null, a list or an object.'
  return 'Check the expression against the data that reaches this node.'
}

function excerpt(source: string): string {
  return source.length > 200 ? `${source.slice(0, 200)}…` : source
}
