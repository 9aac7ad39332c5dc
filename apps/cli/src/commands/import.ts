import { createClient, routes } from '@llamanexus/contract'
import type { JsonValue, Workflow } from '@llamanexus/workflow'
import type { Command } from '../command.ts'
import { homeOf, homeOption } from '../home_option.ts'
import { withHomeStore } from '../open_home_store.ts'
import { newWorkflowId, onServer, readWorkflowFile } from '../read_workflow_file.ts'
import { runningServer } from '../running_server.ts'

export const importCommand: Command = {
  name: 'import',
  operands: '<file…>',
  count: { min: 1, max: Number.POSITIVE_INFINITY },
  summary: 'Make a workflow of each JSON or YAML file, under a new id and not active yet',
  options: { home: homeOption },
  run: async (call) => {
    // All files are read before the first is imported: a wrong one at the end leaves nothing half done.
    const workflows = call.operands.map(readWorkflowFile)
    for (const { id, name } of await importAll(homeOf(call), workflows)) call.io.out(`${id}  ${name}`)
    return 0
  },
}

const importAll = async (home: string, workflows: readonly Workflow[]): Promise<Workflow[]> => {
  const server = await runningServer(home)
  if (!server)
    return withHomeStore(home, (store) =>
      inTurn(workflows, (workflow) => store.workflows.create(fresh(workflow))),
    )
  const call = createClient({ baseUrl: server.url })
  return inTurn(workflows, (workflow) =>
    call(routes.importWorkflow, { body: asJson(onServer(workflow, server.url)) }),
  )
}

/** An import is always a new workflow, and nothing listens before somebody has looked at it. */
const fresh = (workflow: Workflow): Workflow => ({ ...workflow, id: newWorkflowId(), is_active: false })

const asJson = (workflow: Workflow): JsonValue => JSON.parse(JSON.stringify(workflow)) as JsonValue

const inTurn = async <T, R>(items: readonly T[], perform: (item: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = []
  for (const item of items) results.push(await perform(item))
  return results
}
