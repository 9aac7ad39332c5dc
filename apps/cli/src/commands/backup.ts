import { knowledgeFile } from '@llamanexus/store'
import type { Command } from '../command.ts'
import { assertDatabase } from '../existing_database.ts'
import { homeOf, homeOption } from '../home_option.ts'
import { withHomeStore } from '../open_home_store.ts'

export const backupCommand: Command = {
  name: 'backup',
  operands: '<file>',
  count: { min: 1, max: 1 },
  summary: 'Copy the database with all knowledge into one file, also while a server runs on it',
  options: { home: homeOption },
  run: async (call) => {
    const home = homeOf(call)
    const [file = ''] = call.operands
    assertDatabase(home)
    await withHomeStore(home, (store) =>
      store.backup(file, [{ name: 'knowledge.db', file: knowledgeFile(home) }]),
    )
    call.io.out(file)
    return 0
  },
}
