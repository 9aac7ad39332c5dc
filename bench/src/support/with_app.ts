import { type RunningServer, startServer } from '@llamanexus/server'
import type { JsonValue, Workflow, WorkflowDraft } from '@llamanexus/workflow'
import { temporaryHome } from './temporary_home.ts'

export interface BenchApp {
  url: string
  create(draft: WorkflowDraft): Promise<Workflow>
  /** Runs a workflow to its end, durably as always; throws unless it completed. Answers the run's id. */
  run(workflow: Workflow, data: JsonValue): Promise<string>
  /** Duration of one node of a run, milliseconds. */
  nodeDuration(runId: string, path: string): Promise<number>
}

/** The real server in this process, on a fresh home and any free port. */
export async function withApp<T>(work: (app: BenchApp) => Promise<T>): Promise<T> {
  const home = temporaryHome()
  const server = await startServer({ home: home.path, port: 0, examples: false, log_level: 'error' })
  try {
    return await work(benchApp(server))
  } finally {
    await server.close()
    home.remove()
  }
}

function benchApp({ app, url }: RunningServer): BenchApp {
  return {
    url,
    create: (draft) => createWorkflow(url, draft),
    async run(workflow, data) {
      const { id, finished } = await app.runs.start({ workflow, data, source: 'bench' })
      const { status, error } = await finished
      if (status !== 'completed') throw new Error(`The run ended as ${status}: ${JSON.stringify(error)}`)
      return id
    },
    async nodeDuration(runId, path) {
      const execution = await app.store.executions.get(runId)
      const node = execution?.node_executions[path]
      if (node?.duration_ms === undefined || node.duration_ms === null)
        throw new Error(`No duration of ${path}`)
      return node.duration_ms
    },
  }
}

export async function createWorkflow(url: string, draft: WorkflowDraft): Promise<Workflow> {
  const response = await fetch(`${url}/api/v1/workflows`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(draft),
  })
  if (!response.ok) throw new Error(`The workflow was refused: ${await response.text()}`)
  return (await response.json()) as Workflow
}
