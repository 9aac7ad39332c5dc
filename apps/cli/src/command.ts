import type { ParseArgsOptionsConfig } from 'node:util'
import type { Io } from './io.ts'

export type OptionValue = string | boolean | undefined

export interface Call {
  options: Readonly<Record<string, OptionValue>>
  /** What was given besides the options. */
  operands: readonly string[]
  io: Io
}

/** One command: what `--help` says of it and what it does. */
export interface Command {
  name: string
  /** What follows the name, for `--help`: `<file…>`. */
  operands: string
  /** How few and how many there may be. */
  count: { min: number; max: number }
  summary: string
  options: Readonly<Record<string, OptionSpec>>
  /** Answers the exit code. Throws `CliError`. */
  run(call: Call): Promise<number>
}

export type OptionSpec = Pick<ParseArgsOptionsConfig[string], 'type' | 'short'> & {
  /** Name of the value, for `--help`: `PORT`. */
  value?: string
  help: string
}

/** The text of an option, or undefined where it was not given. */
export const textOf = (call: Call, name: string): string | undefined => {
  const value = call.options[name]
  return typeof value === 'string' ? value : undefined
}
