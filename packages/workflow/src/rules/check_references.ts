import { closestName } from '../closest_name.ts'
import type { Workflow } from '../document.ts'
import type { Finding, FindingCode } from '../finding.ts'
import { warning } from '../findings.ts'
import { pointerGet } from '../pointer.ts'
import { type NamedReference, type ReferenceKind, referencesOf } from '../references.ts'
import type { RuleContext, ValidateOptions } from './rule_context.ts'

/** What nodes name beside the document is there: functions, collections, MCP servers, workflows and models. */
export function checkReferences({ workflow, catalogue, options }: RuleContext): Finding[] {
  return referencesOf(workflow, catalogue).flatMap((reference) => {
    const names = options[LISTS[reference.kind]]
    if (!names || names.has(reference.name) || isExcused(reference, workflow)) return []
    const near = closestName(reference.name, names)
    // Another workflow's id says nothing to a person.
    const fix =
      near === undefined || reference.kind === 'workflow'
        ? undefined
        : { kind: 'set' as const, title: `Use ${near}`, pointer: reference.pointer, value: near }
    const { code, what } = TOLD[reference.kind]
    const message = `"${reference.node_id}" ${what(reference.name)}`
    return [warning(code, message, reference.pointer, { node_id: reference.node_id, ...(fix && { fix }) })]
  })
}

const LISTS = {
  function: 'functions',
  collection: 'collections',
  mcp_server: 'mcp_servers',
  workflow: 'workflows',
  model: 'models',
} as const satisfies Record<ReferenceKind, keyof ValidateOptions>

const TOLD: Record<ReferenceKind, { code: FindingCode; what: (name: string) => string }> = {
  function: {
    code: 'function_missing',
    what: (name) =>
      `calls the function "${name}", which does not exist here. Choose another, or make it on the Functions page.`,
  },
  collection: {
    code: 'collection_missing',
    what: (name) =>
      `names the collection "${name}", which does not exist here yet. Choose another, or make it on the Knowledge page.`,
  },
  mcp_server: {
    code: 'mcp_server_missing',
    what: (name) =>
      `names the MCP server "${name}", which is not set up here. Choose another, or add it on the MCP page.`,
  },
  workflow: {
    code: 'workflow_missing',
    what: (name) => `names the workflow "${name}", which does not exist here. Choose another, or import it.`,
  },
  model: {
    code: 'model_missing',
    what: (name) =>
      `names the model "${name}", which no provider here lists now. Choose another, or add its provider on the Models page.`,
  },
}

function isExcused({ kind, name, node_id }: NamedReference, workflow: Workflow): boolean {
  const node = workflow.nodes.find(({ id }) => id === node_id)
  switch (kind) {
    case 'mcp_server':
      return /^(?:https?|wss?):\/\//.test(name)
    case 'model':
      // A server of the node's own has models of its own, and so has a reranker.
      return Boolean(node?.config.base_url ?? node?.config.url)
    case 'collection':
      // The node that fills a collection makes it, for itself and for those that read it.
      return workflow.nodes.some((other) => makesCollection(other, name))
    case 'workflow':
      return name === workflow.id
    case 'function':
      // A file brings functions along.
      return functionsIn(workflow).includes(name)
  }
}

const makesCollection = ({ type, config, inputs }: Workflow['nodes'][number], name: string): boolean =>
  type === 'vector_store' &&
  config.collection === name &&
  (inputs?.operation ?? config.operation ?? 'upsert') === 'upsert'

function functionsIn(workflow: Workflow): unknown[] {
  const functions = pointerGet(workflow, '/functions')
  return Array.isArray(functions) ? functions.map((each) => pointerGet(each, '/name')) : []
}
