import type { Problem } from '@llamanexus/contract'
import { type ProblemCode, problemCodes } from './problem_codes.ts'

export type ProblemItem = NonNullable<Problem['errors']>[number]

export interface ProblemOptions {
  /** What is wrong and what can be done, for a person. */
  detail?: string
  errors?: readonly ProblemItem[]
  headers?: Readonly<Record<string, string>>
  /** Members beside those of RFC 9457, e.g. `execution_id`. */
  extra?: Readonly<Record<string, string | number>>
}

/** A refusal with a code of the table; thrown anywhere below a route, answered as problem+json. */
export class ApiProblem extends Error {
  readonly code: ProblemCode
  readonly options: ProblemOptions

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(options.detail ?? problemCodes[code].title)
    this.name = 'ApiProblem'
    this.code = code
    this.options = options
  }

  get status(): number {
    return problemCodes[this.code].status
  }

  /** As it is on the wire. */
  toJSON(): Problem {
    const { title, status } = problemCodes[this.code]
    const { detail, errors, extra } = this.options
    return {
      type: `urn:llamanexus:problem:${this.code}`,
      title,
      status,
      code: this.code,
      ...(detail === undefined ? {} : { detail }),
      ...(errors && { errors: [...errors] }),
      ...extra,
    }
  }
}
