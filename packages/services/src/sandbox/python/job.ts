import type { JsonObject } from '@llamanexus/workflow'

/** What a Python process is asked to do, once. */
export interface PythonJob {
  code: string
  globals: JsonObject
  /** Beside what Python itself takes. */
  memory_bytes: number
}

/** Why code did not come to a result, as the process tells it. */
export interface PythonError {
  kind: 'thrown' | 'memory' | 'not_data' | 'trap'
  /** Of the exception. */
  name: string
  message: string
  /** Of the user's code; the last one that was entered. */
  line?: number
  /** The frames of the user's code, as Python shows them. */
  traceback?: string
}
