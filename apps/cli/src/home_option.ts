import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Call, type OptionSpec, textOf } from './command.ts'

export const homeOption: OptionSpec = {
  type: 'string',
  value: 'DIR',
  help: 'data directory (default: LLAMANEXUS_HOME, or ~/.llamanexus)',
}

/** The data directory that a call is about. */
export const homeOf = (call: Call): string =>
  resolve(textOf(call, 'home') ?? (call.io.env.LLAMANEXUS_HOME || join(homedir(), '.llamanexus')))
