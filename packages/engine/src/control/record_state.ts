import { EngineError } from '../errors.ts'
import type { ExecutionRecord } from '../ports.ts'

export const isEnded = ({ status }: ExecutionRecord): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled'

/** A process that ends in order marks its runs as due; one that died leaves them as they were. */
export const wasInterrupted = ({ status, wake_at }: ExecutionRecord): boolean =>
  status === 'running' && wake_at === null

export const isoTime = (ms: number): string => new Date(ms).toISOString()

export const unknownRun = (id: string): EngineError =>
  new EngineError('execution_unknown', `There is no execution "${id}"`)

export const endedRun = ({ id, status }: ExecutionRecord): EngineError =>
  new EngineError('execution_ended', `Execution "${id}" has ended: ${status}`)
