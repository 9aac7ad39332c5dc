import { NodeError } from '@llamanexus/node-sdk'

const DEFAULT_TIMEOUT_MS = 120_000

export interface CallLimits {
  /** The whole call. Default 120,000. */
  timeout_ms?: number
  /** Until `began` is called. */
  first_byte_ms?: number
  /** The caller's. */
  signal?: AbortSignal
}

/** Performs a call within its times, and until its caller gives up. Throws `NodeError` `timeout` or `aborted`. */
export async function withinLimits<T>(
  limits: CallLimits,
  perform: (signal: AbortSignal, began: () => void) => Promise<T>,
): Promise<T> {
  const { timeout_ms = DEFAULT_TIMEOUT_MS, first_byte_ms, signal: caller } = limits
  const late = new AbortController()
  const whole = setTimeout(() => late.abort(tooSlow(timeout_ms)), timeout_ms)
  const first =
    first_byte_ms === undefined
      ? undefined
      : setTimeout(() => late.abort(silent(first_byte_ms)), first_byte_ms)
  const signal = caller ? AbortSignal.any([caller, late.signal]) : late.signal
  try {
    return await perform(signal, () => clearTimeout(first))
  } catch (error) {
    if (caller?.aborted) throw new NodeError('aborted', 'The call was cancelled', { retryable: false })
    throw late.signal.aborted ? late.signal.reason : error
  } finally {
    clearTimeout(whole)
    clearTimeout(first)
  }
}

const tooSlow = (ms: number): NodeError =>
  new NodeError('timeout', `The model did not finish within ${ms} ms`, {
    field: 'timeout_ms',
    hint: 'Raise the time limit, ask for a shorter answer, or use a faster model.',
  })

const silent = (ms: number): NodeError =>
  new NodeError('timeout', `The model did not begin to answer within ${ms} ms`, {
    field: 'first_byte_ms',
    hint: 'Raise the time to the first piece, or use a faster model; one that is loaded first needs longer.',
  })
