export type WorkerFailureCode = 'timeout' | 'aborted' | 'out_of_memory' | 'died' | 'closed'

/** Why a worker gave no answer. Services turn it into their own `NodeError`. */
export class WorkerFailure extends Error {
  readonly code: WorkerFailureCode

  constructor(code: WorkerFailureCode, message: string) {
    super(message)
    this.name = 'WorkerFailure'
    this.code = code
  }
}
