import { createClient, routes } from '@llamanexus/contract'
import { leaveOutSecrets, serializeWorkflow, type Workflow } from '@llamanexus/workflow'
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
    const format = formatOf(call)
    const { catalogue } = await import('@llamanexus/server/catalogue')
    const { workflow, left_out } = leaveOutSecrets(await documentOf(homeOf(call), id), catalogue)
    call.io.out(serializeWorkflow(workflow, format).trimEnd())
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

const documentOf = async (home: string, id: string): Promise<Workflow> => {
  const server = await runningServer(home)
  const workflow = server
    ? await createClient({ baseUrl: server.url })(routes.getWorkflow, { params: { id } })
    : await withHomeStore(home, (store) => store.workflows.get(id))
  if (!workflow) throw new CliError(`There is no workflow ${id} in ${home}.`)
  return workflow
}
