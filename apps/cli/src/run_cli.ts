import { parseArgs } from 'node:util'
import type { Problem } from '@llamanexus/contract'
import packageJson from '../package.json' with { type: 'json' }
import { CliError, usageError } from './cli_error.ts'
import type { Command } from './command.ts'
import { allCommands, findCommand } from './commands.ts'
import { commandHelp, helpText } from './help_text.ts'
import type { Io } from './io.ts'

/** Runs one command line and answers the exit code: 0 done, 1 failed, 2 called wrongly. Each failure is one line. */
export const runCli = async (args: readonly string[], io: Io): Promise<number> => {
  try {
    return await dispatch(args, io)
  } catch (error) {
    io.err(`llamanexus: ${messageOf(error)}`)
    return error instanceof CliError ? error.exit_code : 1
  }
}

const dispatch = async ([name, ...rest]: readonly string[], io: Io): Promise<number> => {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const about = await findCommand(rest[0] ?? '')
    if (!about && rest[0] !== undefined) throw unknownName(rest[0])
    io.out(about ? commandHelp(about) : helpText(await allCommands()))
    return 0
  }
  if (name === '--version' || name === '-v') {
    io.out(packageJson.version)
    return 0
  }
  const command = await findCommand(name)
  if (!command) throw unknownName(name)
  const { values, positionals } = parsed(command, rest)
  if (values.help) {
    io.out(commandHelp(command))
    return 0
  }
  assertCount(command, positionals.length)
  return command.run({ options: values, operands: positionals, io })
}

const unknownName = (name: string): CliError =>
  usageError(`There is no ${name.startsWith('-') ? 'option' : 'command'} "${name}". See llamanexus --help.`)

const parsed = (command: Command, args: readonly string[]) => {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, short }]) => [
      name,
      short ? { type, short } : { type },
    ]),
  )
  try {
    return parseArgs({
      args: [...args],
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    })
  } catch (error) {
    // Node adds advice on `--` in further sentences; the first says what is wrong.
    const [first] = messageOf(error).split(/\. |\n/)
    throw usageError(`${first?.replace(/\.$/, '')}. See llamanexus ${command.name} --help.`)
  }
}

const assertCount = ({ name, operands, count }: Command, given: number): void => {
  if (given >= count.min && given <= count.max) return
  const problem = given < count.min ? 'needs' : 'takes only'
  throw usageError(`llamanexus ${name} ${problem} ${operands || 'options'}. See llamanexus ${name} --help.`)
}

/** The errors of the store, the server and the API all carry a sentence for a person; the API may have several faults to tell. */
const messageOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error)
  const faults = (error as { problem?: Partial<Problem> } | null)?.problem?.errors ?? []
  if (faults.length < 2) return message
  return [message, ...faults.map((fault) => `  ${fault.pointer} ${fault.code} ${fault.message}`)].join('\n')
}
