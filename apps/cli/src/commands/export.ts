import { createClient, routes } from '@llamanexus/contract'
import { serializeWorkflow } from '@llamanexus/workflow'
import { CliError, usageError } from '../cli_error.ts'
import { type Call, type Command, textOf } from '../command.ts'
import { homeOf, homeOption } from '../home_option.ts'
import { withHomeStore } from '../open_home_store.ts'
import { runningServer } from '../running_server.ts'

type Format = 'json' | 'yaml'

export const exportCommand: Command = {
  name: 'export',
  operands: '<id>',
  count: { min: 1, max: 1 },
  summary: 'Print the document of a workflow',
  options: {
    format: { type: 'string', short: 'f', value: 'FORMAT', help: 'json (default) or yaml' },
    home: homeOption,
  },
  run: async (call) => {
    const [id = ''] = call.operands
    call.io.out((await documentText(homeOf(call), id, formatOf(call))).trimEnd())
    return 0
  },
}

const formatOf = (call: Call): Format => {
  const format = textOf(call, 'format') ?? 'json'
  if (format === 'json' || format === 'yaml') return format
  throw usageError(`"${format}" is no format. Give json or yaml.`)
}

const documentText = async (home: string, id: string, format: Format): Promise<string> => {
  const server = await runningServer(home)
  const workflow = server
    ? await createClient({ baseUrl: server.url })(routes.getWorkflow, { params: { id } })
    : await withHomeStore(home, (store) => store.workflows.get(id))
  if (!workflow) throw new CliError(`There is no workflow ${id} in ${home}.`)
  return serializeWorkflow(workflow, format)
}
