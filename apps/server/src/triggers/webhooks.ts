import type { Store } from '@llamanexus/store'
import type { Workflow } from '@llamanexus/workflow'
import { ApiProblem } from '../problems/api_problem.ts'
import { type WebhookEntry, type WebhookTable, webhookEntries, webhookTable } from './webhook_table.ts'

/** The addresses that are served right now; each change replaces the table as a whole. */
export interface Webhooks {
  active(): WebhookTable
  /** The addresses of all workflows, active or not, by their newest version. */
  test(): Promise<WebhookTable>
  /** Throws `webhook_path_taken` when an active document claims an address that another one has. */
  assertFree(workflow: Workflow): void
  put(workflow: Workflow): void
  remove(id: string): void
  load(): Promise<void>
}

export function createWebhooks(store: Pick<Store, 'workflows'>): Webhooks {
  const active = new Map<string, WebhookEntry[]>()
  let activeTable = webhookTable([])
  /** Absent until somebody calls a test address. */
  let all: Map<string, WebhookEntry[]> | undefined
  let testTable: WebhookTable | undefined

  const rebuild = () => {
    activeTable = webhookTable([...active.values()].flat())
    testTable = undefined
  }

  return {
    active: () => activeTable,
    async test() {
      all ??= await entriesOfAll(store)
      testTable ??= webhookTable([...all.values()].flat())
      return testTable
    },
    assertFree(workflow) {
      if (!workflow.is_active) return
      const others = webhookTable([...active].flatMap(([id, list]) => (id === workflow.id ? [] : list)))
      const conflicts = webhookEntries(workflow).flatMap((entry, index, own) => {
        const holder = others.taken(entry) ?? webhookTable(own.slice(0, index)).taken(entry)
        return holder ? [{ entry, holder }] : []
      })
      if (conflicts.length > 0) throw pathTaken(conflicts)
    },
    put(workflow) {
      const entries = webhookEntries(workflow)
      if (entries.length === 0 && !active.has(workflow.id) && !all?.has(workflow.id)) return
      if (workflow.is_active && entries.length > 0) active.set(workflow.id, entries)
      else active.delete(workflow.id)
      // The workflow saved last has a test address that two of them name.
      all?.delete(workflow.id)
      if (all) all = new Map([[workflow.id, entries], ...all])
      rebuild()
    },
    remove(id) {
      const known = active.delete(id)
      if (all?.delete(id) || known) rebuild()
    },
    async load() {
      for (const workflow of await store.workflows.activeWith('http_webhook'))
        active.set(workflow.id, webhookEntries(workflow))
      rebuild()
    },
  }
}

async function entriesOfAll({ workflows }: Pick<Store, 'workflows'>): Promise<Map<string, WebhookEntry[]>> {
  const found = new Map<string, WebhookEntry[]>()
  const limit = 200
  for (let offset = 0, total = 1; offset < total; offset += limit) {
    const page = await workflows.list({ sort: 'updated_at', order: 'desc', limit, offset })
    total = page.total
    for (const { id } of page.items) {
      const workflow = await workflows.get(id)
      const entries = workflow ? webhookEntries(workflow) : []
      if (entries.length > 0) found.set(id, entries)
    }
  }
  return found
}

const pathTaken = (conflicts: readonly { entry: WebhookEntry; holder: WebhookEntry }[]): ApiProblem =>
  new ApiProblem('webhook_path_taken', {
    detail: 'Choose another path or method, or save the workflow as inactive.',
    errors: conflicts.map(({ entry, holder }) => ({
      pointer: entry.pointer,
      code: 'webhook_path_taken',
      message: `${entry.method} /webhooks/${entry.path} belongs to "${holder.workflow.name}".`,
      node_id: entry.node_id,
    })),
  })
