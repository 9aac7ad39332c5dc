import { type BackupReport, databaseFile, restoreBackup, verifyBackup } from '@llamanexus/store'
import { CliError } from '../cli_error.ts'
import type { Command } from '../command.ts'
import { homeOf, homeOption } from '../home_option.ts'
import { runningServer } from '../running_server.ts'

export const restoreCommand: Command = {
  name: 'restore',
  operands: '<file>',
  count: { min: 1, max: 1 },
  summary: "Verify a backup and put it in the database's place, which is kept beside it",
  options: {
    verify: { type: 'boolean', help: 'only say whether the backup can be restored; change nothing' },
    home: homeOption,
  },
  run: async (call) => {
    const [file = ''] = call.operands
    if (call.options.verify) {
      const report = await verifyBackup(file)
      if (!report.ok) throw new CliError(`${file} cannot be restored. ${report.problems.join(' ')}`)
      call.io.out(`${file} can be restored: ${contents(report)}.`)
      return 0
    }
    const home = homeOf(call)
    const server = await runningServer(home)
    if (server) {
      throw new CliError(`A server (process ${server.pid}) runs on ${home}. Stop it, then restore.`)
    }
    const { report, kept_as } = await restoreBackup(file, databaseFile(home))
    call.io.out(`Restored ${contents(report)}.`)
    if (kept_as) call.io.err(`What was there before is now ${kept_as}`)
    return 0
  },
}

const contents = ({ workflows, executions }: BackupReport): string =>
  `${workflows} workflow${workflows === 1 ? '' : 's'} and ${executions} run${executions === 1 ? '' : 's'}`
