import { closestName } from '../closest_name.ts'
import type { WorkflowNode } from '../document.ts'
import { type Field, fieldsOf } from '../fields_of.ts'
import type { Finding, FindingCode } from '../finding.ts'
import { error, warning } from '../findings.ts'
import type { PortSpec } from '../node_type.ts'
import { type Expression, parseExpression, type Reference } from '../parse_expression.ts'
import { parseTemplate, unwrapBare } from '../parse_template.ts'
import { secretName } from '../secret_name.ts'
import { STANDARD_GLOBALS } from '../standard_globals.ts'
import type { RuleContext } from './rule_context.ts'

/** Every expression can be read, and what it reads exists, comes before it and is there when it is read. */
export function checkExpressions(context: RuleContext): Finding[] {
  return context.workflow.nodes.flatMap((node, index) => {
    const scope = scopeOf(node, context)
    return fieldsOf(node, context.catalogue.get(node.type)).flatMap((field) =>
      checkField({ ...scope, field, pointer: `/nodes/${index}${field.pointer}` }),
    )
  })
}

interface Scope {
  context: RuleContext
  node: WorkflowNode
  /** The containers around the node, nearest first. */
  ancestors: readonly string[]
  /** `item`, `index`, `state` … of the containers around. */
  inner: ReadonlySet<string>
}

interface Place extends Scope {
  field: Field
  /** Of the field, in the document. */
  pointer: string
}

const COMMON_ROOTS = ['inputs', 'nodes', 'trigger', 'variables', 'execution', 'now', 'secrets']

function scopeOf(node: WorkflowNode, context: RuleContext): Scope {
  const ancestors = context.graph.ancestors(node.id)
  const inner = new Set(
    ancestors.flatMap((id) => context.graph.ports(id).body_outputs.map((port) => port.id)),
  )
  return { context, node, ancestors, inner }
}

function checkField(place: Place): Finding[] {
  const { field } = place
  if (field.kind === 'bare') {
    const source = unwrapBare(field.text)
    // An empty one is a missing value, which is told elsewhere.
    if (source.trim() === '') return []
    const result = parseExpression(source)
    return result.ok ? checkExpression(result.expression, place) : [syntax(place, result.message)]
  }
  const template = parseTemplate(field.text)
  switch (template.kind) {
    case 'literal':
      return []
    case 'expression':
      return checkExpression(template.expression, place)
    case 'mixed':
      return template.parts.flatMap((part) => ('text' in part ? [] : checkExpression(part.expression, place)))
    case 'error':
      return [syntax(place, `${template.message} (character ${template.at + 1})`)]
  }
}

const syntax = (place: Place, reason: string): Finding =>
  told(place, 'expression_syntax', `The expression in ${where(place)} cannot be read: ${reason}`)

function checkExpression(expression: Expression, place: Place): Finding[] {
  // The same thing read twice in one expression is told once; a read without a default is the one that counts.
  const seen = new Set<string>()
  const references = expression.references.toSorted((a, b) => Number(a.has_default) - Number(b.has_default))
  return references.flatMap((reference) => {
    const key = JSON.stringify([reference.root, ...reference.path.slice(0, 2)])
    if (seen.has(key)) return []
    seen.add(key)
    return checkReference(reference, expression, place)
  })
}

function checkReference(reference: Reference, expression: Expression, place: Place): Finding[] {
  const { root, path } = reference
  const { field, inner, context } = place
  if (field.locals.includes(root) || inner.has(root) || STANDARD_GLOBALS.has(root)) return []
  const [name] = path
  switch (root) {
    case 'nodes':
      return typeof name === 'string' ? checkNodeRead(name, reference, place) : []
    case 'variables':
      return typeof name === 'string' ? checkVariable(name, place) : []
    case 'inputs':
      return typeof name === 'string' ? checkInput(name, place) : []
    case 'secrets':
      return checkSecret(expression.source, place)
    case 'trigger':
    case 'execution':
    case 'now':
      return []
    default: {
      const known = [...COMMON_ROOTS, ...inner, ...field.locals]
      const near = closestName(root, known) ?? (context.graph.nodes.has(root) ? `nodes.${root}` : undefined)
      const hint = near ? ` Did you mean "${near}"?` : ` In scope are ${known.join(', ')}.`
      return [
        told(place, 'reference_unknown', `${where(place)} reads "${root}", which does not exist.${hint}`),
      ]
    }
  }
}

function checkVariable(name: string, place: Place): Finding[] {
  const { variables } = place.context.workflow
  if (Object.hasOwn(variables, name)) return []
  const near = closestName(name, Object.keys(variables))
  const hint = near ? `Did you mean "${near}"?` : 'Add it to the variables of the workflow.'
  const message = `${where(place)} reads the variable "${name}", which is not defined. ${hint}`
  return [warning('reference_unknown', message, place.pointer, { node_id: place.node.id })]
}

function checkInput(name: string, place: Place): Finding[] {
  const { context, node } = place
  if (!context.catalogue.has(node.type)) return []
  const ports = context.graph.ports(node.id).inputs
  if (ports.some((port) => port.id === name)) return []
  const message = `${where(place)} reads "inputs.${name}", but "${node.id}" has no such input. ${listed(ports)}`
  return [told(place, 'reference_unknown', message)]
}

function checkSecret(source: string, place: Place): Finding[] {
  if (!place.field.secret) {
    const message = `${where(place)} reads a secret, but is not a field for secrets: its value would be recorded. Use the field of the node that is made for it.`
    return [told(place, 'secret_misplaced', message)]
  }
  const name = secretName(source)
  if (name === undefined) {
    const message = `${where(place)} computes with a secret. Let it stand by itself, as in "Bearer {{ secrets.name }}": no expression is given its value.`
    return [told(place, 'secret_misplaced', message)]
  }
  const { secrets } = place.context.options
  if (!secrets || secrets.has(name)) return []
  const near = closestName(name, secrets)
  const hint = near ? `Did you mean "${near}"?` : 'Add it under Credentials, as a secret of that name.'
  const message = `${where(place)} reads the secret "${name}", which does not exist. ${hint}`
  return [warning('credential_missing', message, place.pointer, { node_id: place.node.id })]
}

function checkNodeRead(id: string, reference: Reference, place: Place): Finding[] {
  const { context, node, ancestors } = place
  const { graph, catalogue } = context
  const source = graph.nodes.get(id)
  if (!source) {
    const near = closestName(id, graph.nodes.keys())
    const hint = near ? `Did you mean "${near}"?` : 'Choose a node that comes before this one.'
    return [
      told(
        place,
        'reference_unknown',
        `${where(place)} reads the node "${id}", which does not exist. ${hint}`,
      ),
    ]
  }
  const isAround = ancestors.includes(id)
  if (!isAround) {
    const notUpstream = checkUpstream(source, place)
    if (notUpstream.length > 0) return notUpstream
  }
  const port = reference.path[1]
  const info = catalogue.get(source.type)
  if (typeof port !== 'string' || !info) return []
  const ports = graph.ports(id)
  const readable = isAround
    ? ports.body_outputs
    : info.role === 'output' || info.role === 'response'
      ? [...ports.outputs, ...ports.inputs]
      : ports.outputs
  if (!readable.some((known) => known.id === port)) {
    const message = `${where(place)} reads "${port}" of "${id}", which has no such ${isAround ? 'value for its inside' : 'output'}. ${listed(readable)}`
    return [told(place, 'reference_unknown', message)]
  }
  if (isAround || reference.has_default) return []
  const reader =
    [node.id, ...ancestors].find((at) => graph.nodes.get(at)?.parent === source.parent) ?? node.id
  if (context.liveness.isCertain(id, port, reader)) return []
  const message = `${where(place)} reads nodes.${id}.${port}, which has no value when "${id}" is skipped or takes another branch. Give it a default: nodes.${id}.${port} ?? …`
  return [warning('reference_may_be_skipped', message, place.pointer, { node_id: node.id })]
}

function checkUpstream(source: WorkflowNode, place: Place): Finding[] {
  const { context, node, ancestors } = place
  const reader = [node.id, ...ancestors].find((at) => context.graph.nodes.get(at)?.parent === source.parent)
  if (reader !== undefined && context.graph.isUpstream(source.id, reader)) return []
  const reason =
    reader === undefined
      ? `which is inside "${source.parent}". Read the results of "${source.parent}" instead.`
      : source.id === node.id
        ? 'which is this node itself: its outputs do not exist yet.'
        : `which does not come before it. Connect "${source.id}" to "${reader}", by "after" if no value is passed.`
  return [told(place, 'reference_not_upstream', `${where(place)} reads the node "${source.id}", ${reason}`)]
}

const told = (place: Place, code: FindingCode, message: string): Finding =>
  error(code, message, place.pointer, { node_id: place.node.id })

const where = ({ field, node }: Place): string =>
  `"${field.pointer.split('/').slice(2).join('.')}" of "${node.id}"`

const listed = (ports: readonly PortSpec[]): string =>
  ports.length === 0 ? 'It has none.' : `It has ${ports.map(({ id }) => id).join(', ')}.`
