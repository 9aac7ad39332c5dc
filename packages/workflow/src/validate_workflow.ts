import type { Finding } from './finding.ts'
import { graphOf } from './graph_of.ts'
import { livenessOf } from './liveness_of.ts'
import type { Catalogue } from './node_type.ts'
import { readWorkflow } from './read_workflow.ts'
import { checkConnections } from './rules/check_connections.ts'
import { checkCycles } from './rules/check_cycles.ts'
import { checkExpressions } from './rules/check_expressions.ts'
import { checkIds } from './rules/check_ids.ts'
import { checkJoins } from './rules/check_joins.ts'
import { checkNodes } from './rules/check_nodes.ts'
import { checkReferences } from './rules/check_references.ts'
import { checkValues } from './rules/check_values.ts'
import type { RuleContext, ValidateOptions } from './rules/rule_context.ts'

const RULES = [
  checkIds,
  checkNodes,
  checkConnections,
  checkJoins,
  checkCycles,
  checkValues,
  checkReferences,
  checkExpressions,
]

/**
 * Everything that is wrong, or may be, with a workflow document. A document without findings of severity `error` can
 * run. Never throws: what is no document at all gives `document_invalid`.
 */
export function validateWorkflow(
  document: unknown,
  catalogue: Catalogue,
  options: ValidateOptions = {},
): Finding[] {
  const { workflow, findings } = readWorkflow(document, { makeId: () => 'unsaved', now: () => NO_TIME })
  if (!workflow) return findings
  const graph = graphOf(workflow, catalogue)
  const context: RuleContext = { workflow, catalogue, graph, liveness: livenessOf(graph), options }
  return RULES.flatMap((rule) => rule(context))
}

const NO_TIME = '1970-01-01T00:00:00.000Z'
