import { type BroughtFunctions, broughtFunctions, createClient, routes } from '@llamanexus/contract'
import type { Store } from '@llamanexus/store'
import type { Workflow, WorkflowFile } from '@llamanexus/workflow'
import { asJson } from '../as_json.ts'
import type { Command } from '../command.ts'
import { homeOf, homeOption } from '../home_option.ts'
import { withHomeStore } from '../open_home_store.ts'
import { newWorkflowId, onServer, readWorkflowFile, readWorkflowText } from '../read_workflow_file.ts'
import { runningServer } from '../running_server.ts'

export const importCommand: Command = {
  name: 'import',
  operands: '<file or -…>',
  count: { min: 1, max: Number.POSITIVE_INFINITY },
  summary:
    'Make a workflow of each JSON or YAML file, under a new id and not active yet, with the functions it brings',
  options: { home: homeOption },
  run: async (call) => {
    // All files are read before the first is imported: a wrong one at the end leaves nothing half done.
    const workflows: WorkflowFile[] = []
    for (const file of call.operands)
      workflows.push(file === '-' ? readWorkflowText(await call.io.stdin(), 'stdin') : readWorkflowFile(file))
    for (const { workflow, functions } of await importAll(homeOf(call), workflows)) {
      call.io.out(`${workflow.id}  ${workflow.name}`)
      for (const line of functionLines(functions)) call.io.err(line)
    }
    return 0
  },
}

interface Imported {
  workflow: Workflow
  functions: BroughtFunctions
}

const importAll = async (home: string, workflows: readonly WorkflowFile[]): Promise<Imported[]> => {
  const server = await runningServer(home)
  if (!server) return withHomeStore(home, (store) => inTurn(workflows, (file) => importInto(store, file)))
  const call = createClient({ baseUrl: server.url })
  return inTurn(workflows, async (file) => {
    let functions: BroughtFunctions = { imported: [], renamed: [] }
    const workflow = await call(routes.importWorkflow, {
      body: asJson(onServer(file, server.url)),
      onHeaders(headers) {
        functions = broughtFunctions(headers)
      },
    })
    return { workflow, functions }
  })
}

/** An import is always a new workflow, and nothing listens before somebody has looked at it. */
const importInto = async (store: Store, file: WorkflowFile): Promise<Imported> => {
  const { transfer } = await import('@llamanexus/server/transfer')
  const { functions, ...workflow } = file
  const brought = await transfer.bring(
    { workflow, functions: functions && asJson(functions) },
    store.functions,
  )
  const fresh = { ...brought.workflow, id: newWorkflowId(), is_active: false }
  try {
    return { workflow: await store.workflows.create(fresh), functions: brought }
  } catch (error) {
    await brought.undo()
    throw error
  }
}

const functionLines = ({ imported, renamed }: BroughtFunctions): string[] => [
  ...renamed.map(
    ({ name, here }) => `Another function is called "${name}" here: the workflow calls "${here}"`,
  ),
  ...imported.map((name) => `The function "${name}" came with it`),
]

const inTurn = async <T, R>(items: readonly T[], perform: (item: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = []
  for (const item of items) results.push(await perform(item))
  return results
}
