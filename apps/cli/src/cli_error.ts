/** A failure that one line explains. `exit_code` is 2 for a call that was wrong, 1 for everything else. */
export class CliError extends Error {
  readonly exit_code: 1 | 2

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message)
    this.name = 'CliError'
    this.exit_code = exitCode
  }
}

export const usageError = (message: string): CliError => new CliError(message, 2)
