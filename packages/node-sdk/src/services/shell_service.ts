export interface RunCommandRequest {
  /** A program with its arguments apart; with `shell`, a line for the shell. */
  command: string
  args?: readonly string[]
  /** Hand the command to the shell of the system, which takes `|`, `&&` and `$NAME` for what they are there. */
  shell?: boolean
  /** Below the workspace. Default: the workspace itself. */
  folder?: string
  /** All that the command sees beside `PATH`. */
  env?: Readonly<Record<string, string>>
  stdin?: string
  /** Default 60,000. */
  timeout_ms?: number
  /** Of stdout and of stderr each; of what is longer, the beginning and the end are kept. Default 1 MiB. */
  max_output_bytes?: number
  /** The command and all that it starts. Default 64. */
  max_processes?: number
  signal?: AbortSignal
  onStdout?: (text: string) => void
  onStderr?: (text: string) => void
}

export interface RunCommandResult {
  stdout: string
  stderr: string
  /** What it ended with; 128 and the number of the signal where one ended it. */
  code: number
}

/**
 * Runs programs of the machine, where an administrator allows it. No sandbox: a program can do what the server can.
 * All that it has started ends with it. Throws `NodeError`: `shell_disabled`, `program_missing`, `path_outside`,
 * `path_invalid`, `file_missing`, `timeout`, `too_many_processes`, `command_failed`, `aborted`.
 */
export interface ShellService {
  run(request: RunCommandRequest): Promise<RunCommandResult>
}
