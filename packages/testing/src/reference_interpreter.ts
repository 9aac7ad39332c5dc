import type { Connection, JsonObject, JsonValue, Workflow, WorkflowNode } from '@llamanexus/workflow'

export interface ReferenceNode {
  status: 'completed' | 'failed' | 'skipped'
  outputs: JsonObject
}

export interface ReferenceResult {
  status: 'completed' | 'failed'
  final_output: JsonValue
  /** By path. Nothing is said of what lies within an iteration that failed: how far it came depends on timing. */
  nodes: Map<string, ReferenceNode>
}

interface Frame {
  prefix: string
  locals: JsonObject
  parent?: Frame
  container?: string
  /** null: dead. */
  done: Map<string, JsonObject | null>
}

/** Says what of an error depends on timing: which of several nodes of a frame that fail was the first. */
export const UNTOLD = '*'

type BodyResult = { failed: string } | { failed?: undefined; frame: Frame }

const REQUIRED: Record<string, string> = {
  need: 'input',
  condition: 'input',
  merge: 'inputs',
  loop: 'items',
  parallel: 'inputs',
  retry: 'input',
}

class Failure extends Error {}

/** What a workflow of test nodes means, in the plainest way: each node by recursion over what it is connected to. */
export function interpret(workflow: Workflow, trigger: JsonValue): ReferenceResult {
  const nodes = new Map<string, ReferenceNode>()
  const result = body(undefined, { prefix: '', locals: {}, done: new Map() })
  if (result.failed !== undefined) return { status: 'failed', final_output: null, nodes }
  const outputs = workflow.nodes.filter((node) => node.type === 'output' && node.parent === undefined)
  const live = outputs.flatMap((node): [string, JsonValue][] => {
    const value = result.frame.done.get(node.id)?.['value']
    return value === undefined ? [] : [[node.id, value]]
  })
  const final_output =
    outputs.length === 1 ? (live[0]?.[1] ?? null) : live.length > 0 ? Object.fromEntries(live) : null
  return { status: 'completed', final_output, nodes }

  function body(container: string | undefined, frame: Frame): BodyResult {
    const failures = new Set<string>()
    for (const node of workflow.nodes)
      if (node.parent === container && isConnected(node)) {
        try {
          visit(node, frame)
        } catch (error) {
          if (!(error instanceof Failure)) throw error
          failures.add(error.message)
        }
      }
    const [failed, another] = failures
    if (failed === undefined) return { frame }
    for (const path of nodes.keys()) if (path.startsWith(frame.prefix)) nodes.delete(path)
    return { failed: another === undefined ? failed : `${UNTOLD}|${UNTOLD}` }
  }

  function isConnected(node: WorkflowNode): boolean {
    return workflow.connections.some((c) => c.source_node === node.id || c.target_node === node.id)
  }

  /** The node's outputs in this frame, worked out once; null when it is dead. */
  function visit(node: WorkflowNode, frame: Frame): JsonObject | null {
    const known = frame.done.get(node.id)
    if (known !== undefined) return known
    const incoming = workflow.connections.filter(
      (c) =>
        c.target_node === node.id &&
        c.source_node !== node.id &&
        workflow.nodes.find((n) => n.id === c.source_node)?.parent === node.parent,
    )
    const inner = workflow.connections.filter(
      (c) => c.target_node === node.id && c.source_node === node.parent,
    )
    const all = workflow.connections.filter((c) => incoming.includes(c) || inner.includes(c))
    const values = all.map((connection) => ({ connection, value: carried(connection, frame) }))
    const outputs = isSkipped(node, values) ? null : run(node, values, frame)
    if (outputs === null) nodes.set(frame.prefix + node.id, { status: 'skipped', outputs: {} })
    frame.done.set(node.id, outputs)
    return outputs
  }

  /** undefined: the connection is dead. */
  function carried(connection: Connection, frame: Frame): JsonValue | undefined {
    if (connection.source_node === frame.container) return frame.locals[connection.source_port]
    const source = workflow.nodes.find((node) => node.id === connection.source_node)
    return source && visit(source, frame)?.[connection.source_port]
  }

  function isSkipped(
    node: WorkflowNode,
    values: { connection: Connection; value: JsonValue | undefined }[],
  ): boolean {
    if (node.policy?.disabled) return true
    const dead = (port?: string) => {
      const into = values.filter((v) => port === undefined || v.connection.target_port === port)
      return into.length > 0 && into.every((v) => v.value === undefined)
    }
    return dead(REQUIRED[node.type] ?? '') || dead('after') || dead()
  }

  function run(
    node: WorkflowNode,
    values: { connection: Connection; value: JsonValue | undefined }[],
    frame: Frame,
  ): JsonObject {
    const path = frame.prefix + node.id
    const tries = 1 + (node.policy?.retry?.max_retries ?? 0)
    const inputs: JsonObject = { ...node.inputs }
    const live = values.filter((v) => v.value !== undefined && v.connection.target_port !== 'after')
    for (const { connection, value } of live.toReversed()) inputs[connection.target_port] = value ?? null
    const merged = live.map((v) => ({ node: v.connection.source_node, value: v.value ?? null }))
    for (let attempt = 1; ; attempt += 1) {
      for (const key of nodes.keys()) if (key.startsWith(`${path}[`)) nodes.delete(key)
      const outcome = attemptOf(node, inputs, merged, frame, attempt)
      if (!('failure' in outcome)) {
        nodes.set(path, { status: 'completed', outputs: outcome.outputs })
        return outcome.outputs
      }
      for (const key of nodes.keys()) if (key.startsWith(`${path}[`)) nodes.delete(key)
      if (outcome.retryable && attempt < tries) continue
      const outputs = onError(node, outcome.failure, outcome.code, attempt)
      nodes.set(path, { status: outputs ? 'completed' : 'failed', outputs: outputs ?? {} })
      if (!outputs) throw new Failure(`${outcome.code}|${prefixed(path, outcome.failure)}`)
      return outputs
    }
  }

  type Attempt = { outputs: JsonObject } | { failure: string; code: string; retryable: boolean }

  function attemptOf(
    node: WorkflowNode,
    inputs: JsonObject,
    merged: { node: string; value: JsonValue }[],
    frame: Frame,
    attempt: number,
  ): Attempt {
    switch (node.type) {
      case 'start':
        return { outputs: { trigger } }
      case 'output':
        return { outputs: { value: inputs['value'] ?? null } }
      case 'fail':
        return attempt > Number(node.config['times'])
          ? { outputs: { output: inputs['input'] ?? null } }
          : { failure: 'It was told to fail', code: 'told_to', retryable: true }
      case 'add': {
        const value = inputs['input'] ?? 0
        if (typeof value !== 'number') return { failure: 'type', code: 'input_invalid', retryable: false }
        return { outputs: { output: value + 1 } }
      }
      case 'pass': {
        const fields = node.config['fields']
        const value = typeof fields === 'string' ? evaluate(fields.slice(2, -2), { inputs }) : fields
        return { outputs: { output: value ?? inputs['input'] ?? null } }
      }
      case 'condition': {
        const input = inputs['input'] ?? null
        const branch = evaluate(String(node.inputs?.['condition']), { input }) ? 'true' : 'false'
        return { outputs: { [branch]: input } }
      }
      case 'merge':
        return { outputs: { output: merge(node, merged) } }
      case 'loop':
        return list(
          node,
          inputs['items'] as JsonValue[],
          'results',
          node.config['on_item_error'] === 'collect',
          frame,
        )
      case 'parallel':
        return list(
          node,
          inputs['inputs'] as JsonValue[],
          'outputs',
          node.config['mode'] === 'wait_all',
          frame,
        )
      case 'while_loop':
        return whileLoop(node, inputs['state'] ?? null, frame)
      case 'retry':
        return retry(node, inputs['input'] ?? null, frame)
      default:
        return { outputs: { output: inputs['input'] ?? null } }
    }
  }

  function list(
    node: WorkflowNode,
    items: JsonValue[],
    port: string,
    collect: boolean,
    frame: Frame,
  ): Attempt {
    const results: JsonValue[] = []
    const errors: JsonObject[] = []
    for (const [index, item] of items.entries()) {
      const result = body(node.id, inside(node, frame, index, { item, index }))
      if (result.failed !== undefined && !collect) return failed(result.failed)
      if (result.failed !== undefined)
        errors.push({ index, message: result.failed.split('|').slice(1).join('|') })
      results.push(result.failed === undefined ? (exit(node, result.frame, 'result') ?? null) : null)
      if (result.failed === undefined && exit(node, result.frame, 'break')) break
    }
    return { outputs: { [port]: results, errors, count: results.length } }
  }

  function whileLoop(node: WorkflowNode, initial: JsonValue, frame: Frame): Attempt {
    const { condition, check, max_iterations, on_exhausted } = node.config
    let state = initial
    for (let iteration = 0; ; iteration += 1) {
      const asked = iteration > 0 || check === 'before'
      if (asked && !evaluate(String(condition), { state, iteration }))
        return { outputs: { state, iteration, exhausted: false } }
      if (iteration >= Number(max_iterations)) {
        if (on_exhausted === 'emit') return { outputs: { state, iteration, exhausted: true } }
        return { failure: 'max', code: 'max_iterations', retryable: true }
      }
      const result = body(node.id, inside(node, frame, iteration, { state, iteration }))
      if (result.failed !== undefined) return failed(result.failed)
      const next = exit(node, result.frame, 'next')
      if (next !== undefined) state = next
    }
  }

  function retry(node: WorkflowNode, input: JsonValue, frame: Frame): Attempt {
    let last: string | undefined
    for (let attempt = 1; attempt <= 1 + Number(node.config['max_retries']); attempt += 1) {
      const result = body(node.id, inside(node, frame, attempt - 1, { input, attempt }))
      if (result.failed === undefined) {
        const [code = '', ...message] = (last ?? '').split('|')
        const error = last === undefined ? null : { message: message.join('|'), code }
        return { outputs: { output: exit(node, result.frame, 'result') ?? null, attempts: attempt, error } }
      }
      last = result.failed
    }
    return failed(last ?? '')
  }

  function failed(text: string): Attempt {
    const [code = '', ...message] = text.split('|')
    return { failure: message.join('|'), code, retryable: true }
  }

  function inside(node: WorkflowNode, parent: Frame, index: number, locals: JsonObject): Frame {
    return {
      prefix: `${parent.prefix}${node.id}[${index}]/`,
      locals,
      parent,
      container: node.id,
      done: new Map(),
    }
  }

  function exit(node: WorkflowNode, frame: Frame, port: string): JsonValue | undefined {
    for (const connection of workflow.connections) {
      if (connection.target_node !== node.id || connection.target_port !== port) continue
      const source = workflow.nodes.find((candidate) => candidate.id === connection.source_node)
      if (source?.id !== node.id && source?.parent !== node.id) continue
      const value = carried(connection, frame)
      if (value !== undefined) return value
    }
    return undefined
  }
}

function onError(node: WorkflowNode, message: string, code: string, attempt: number): JsonObject | undefined {
  if (node.policy?.on_error === 'branch') return { error: { message, code, node_id: node.id, attempt } }
  if (node.policy?.on_error !== 'continue') return undefined
  return Object.fromEntries((OUTPUTS[node.type] ?? ['output']).map((port) => [port, null]))
}

const OUTPUTS: Record<string, string[]> = {
  condition: ['true', 'false'],
  loop: ['results', 'errors', 'count'],
  parallel: ['outputs', 'errors', 'count'],
  while_loop: ['state', 'iteration', 'exhausted'],
  retry: ['output', 'attempts', 'error'],
  output: [],
}

function merge(node: WorkflowNode, values: { node: string; value: JsonValue }[]): JsonValue {
  if (node.config['mode'] === 'combine') return Object.fromEntries(values.map((v) => [v.node, v.value]))
  if (node.config['mode'] === 'coalesce') return values[0]?.value ?? null
  return values.map((v) => v.value)
}

/** The innermost node of a failure is the one that is named. */
const prefixed = (path: string, message: string): string =>
  message === UNTOLD || /^[a-z0-9]+(\[\d+\]\/[a-z0-9]+)+: /.test(message) ? message : `${path}: ${message}`

function evaluate(expression: string, scope: JsonObject): JsonValue {
  // oxlint-disable-next-line no-new-func, no-implied-eval -- the tests' own text, in the tests' own process
  const compiled = new Function(...Object.keys(scope), `return (${expression})`) as (
    ...v: unknown[]
  ) => JsonValue
  return compiled(...Object.values(scope)) ?? null
}
