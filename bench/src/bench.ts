/** One line of the table. */
export interface Row {
  measure: string
  ours: string
  /** The same work without us, in the same run. */
  baseline?: string
  /** As the project states it. */
  goal?: string
  met?: boolean
}

export interface Bench {
  name: string
  /** Runs in a process of its own. */
  run(): Promise<Row[]>
}
