/** Why a trigger does not listen. */
export interface TriggerProblemInfo {
  /** Stable, as `cron_invalid`. */
  code: string
  message: string
  /** What to do about it. */
  hint?: string
  /** The field of the node's configuration it is about. */
  field?: string
}

/** Thrown where a node cannot be armed; shown beside its workflow. */
export class TriggerProblem extends Error {
  readonly info: TriggerProblemInfo
  /** True where it may pass by itself, as a directory that is not there yet. */
  readonly passing: boolean

  constructor(info: TriggerProblemInfo, { passing = false }: { passing?: boolean } = {}) {
    super(info.message)
    this.name = 'TriggerProblem'
    this.info = info
    this.passing = passing
  }
}
