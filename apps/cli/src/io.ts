/** What a command may touch of the process it runs in. */
export interface Io {
  /** Writes a line to the standard output: results, and nothing else. */
  out(line: string): void
  /** Writes a line to the standard error: progress and failures. */
  err(line: string): void
  stdin(): Promise<string>
  env: Readonly<Record<string, string | undefined>>
  /** Settles when the process is asked to stop. */
  stopped(): Promise<unknown>
}
