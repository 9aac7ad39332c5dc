import { ApiError, createClient, routes } from '@llamanexus/contract'
import type { transfer } from '@llamanexus/server/transfer'
import type { Store } from '@llamanexus/store'
import { serializeWorkflow, type Workflow } from '@llamanexus/workflow'
import { CliError, usageError } from '../cli_error.ts'
import { type Call, type Command, textOf } from '../command.ts'
import { assertDatabase } from '../existing_database.ts'
import { homeOf, homeOption } from '../home_option.ts'
import { withHomeStore } from '../open_home_store.ts'
import { runningServer } from '../running_server.ts'

type Format = 'json' | 'yaml'

export const exportCommand: Command = {
  name: 'export',
  operands: '<id>',
  count: { min: 1, max: 1 },
  summary: 'Print the document of a workflow, with the functions that it calls',
  options: {
    format: { type: 'string', short: 'f', value: 'FORMAT', help: 'json (default) or yaml' },
    home: homeOption,
  },
  run: async (call) => {
    const [id = ''] = call.operands
    const format = formatOf(call)
    const home = homeOf(call)
    assertDatabase(home)
    const { file, left_out } = await fileOf(home, id)
    call.io.out(serializeWorkflow(file, format).trimEnd())
    for (const { node_id, pointer } of left_out)
      call.io.err(`What was typed into a field for secrets of "${node_id}" is left out (${pointer})`)
    return 0
  },
}

const formatOf = (call: Call): Format => {
  const format = textOf(call, 'format') ?? 'json'
  if (format === 'json' || format === 'yaml') return format
  throw usageError(`"${format}" is no format. Give json or yaml.`)
}

const fileOf = async (home: string, id: string): ReturnType<typeof transfer.file> => {
  const server = await runningServer(home)
  if (!server) return withHomeStore(home, (store) => exported(home, id, store.workflows, store.functions))
  const call = createClient({ baseUrl: server.url })
  return exported(
    home,
    id,
    { get: () => call(routes.getWorkflow, { params: { id } }) },
    { get: (name) => call(routes.getFunction, { params: { name } }).catch(missing) },
  )
}

const exported = async (
  home: string,
  id: string,
  workflows: { get(id: string): Promise<Workflow | undefined> },
  functions: Pick<Store['functions'], 'get'>,
): ReturnType<typeof transfer.file> => {
  const workflow = await workflows.get(id)
  if (!workflow) throw new CliError(`There is no workflow ${id} in ${home}.`)
  const { transfer } = await import('@llamanexus/server/transfer')
  return transfer.file(workflow, functions)
}

const missing = (error: unknown): undefined => {
  if (error instanceof ApiError && error.problem.status === 404) return undefined
  throw error
}
