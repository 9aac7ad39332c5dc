import type { Connection, JsonObject, WorkflowDraft, WorkflowNode } from '@llamanexus/workflow'

type Node = Partial<WorkflowNode> & Pick<WorkflowNode, 'type'>

/** A draft from nodes by id and wires `from.port>to.port`. */
export const draftOf = (
  name: string,
  nodes: Record<string, Node>,
  wires: readonly string[] = [],
  rest: Partial<WorkflowDraft> = {},
): WorkflowDraft => ({
  name,
  nodes: Object.entries(nodes).map(([id, node], index) => ({
    id,
    position: { x: index * 280, y: 0 },
    config: {},
    ...node,
  })),
  connections: wires.map(connectionOf),
  ...rest,
})

const connectionOf = (wire: string, index: number): Connection => {
  const [source_node = '', source_port = '', target_node = '', target_port = ''] = wire.split(/[.>]/)
  return { id: `c${index + 1}`, source_node, source_port, target_node, target_port }
}

/** Doubles `n` of the posted data. */
export const doubling = (rest: Partial<WorkflowDraft> = {}): WorkflowDraft =>
  draftOf(
    'Doubling',
    {
      in: { type: 'manual_trigger', config: { sample: { n: 21 } } },
      twice: { type: 'set', config: { fields: { n: '{{ trigger.n * 2 }}' }, keep_input: false } },
      out: { type: 'output' },
    },
    ['in.trigger>twice.input', 'twice.output>out.value'],
    rest,
  )

/** Waits `ms` before its output. */
export const waiting = (ms: number): WorkflowDraft =>
  draftOf(
    'Waiting',
    { in: { type: 'manual_trigger' }, wait: { type: 'delay', inputs: { ms } }, out: { type: 'output' } },
    ['in.trigger>wait.input', 'wait.output>out.value'],
  )

/** A loop that logs once for each of `count` items, so that its run has many events. */
export const chatty = (count: number): WorkflowDraft =>
  draftOf(
    'Chatty',
    {
      in: { type: 'manual_trigger' },
      each: { type: 'loop', inputs: { items: `{{ Array.from({ length: ${count} }, (_, i) => i) }}` } },
      say: {
        type: 'set',
        parent: 'each',
        config: { fields: { i: '{{ nodes.each.item }}' }, keep_input: false },
      },
      out: { type: 'output' },
    },
    ['in.trigger>each.after', 'each.item>say.input', 'say.output>each.result', 'each.count>out.value'],
  )

/** A webhook that answers as its configuration says. */
export const webhook = (config: JsonObject, respond: JsonObject = {}): WorkflowDraft =>
  draftOf(
    `Webhook ${String(config.path)}`,
    {
      hook: { type: 'http_webhook', config },
      echo: {
        type: 'set',
        config: {
          fields: { got: '{{ trigger.body }}', id: '{{ trigger.params.id ?? null }}' },
          keep_input: false,
        },
      },
      ...(config.respond === 'response_node'
        ? { answer: { type: 'webhook_response', inputs: { status: 201, ...respond } } }
        : { out: { type: 'output' } }),
    },
    [
      'hook.body>echo.after',
      config.respond === 'response_node' ? 'echo.output>answer.body' : 'echo.output>out.value',
    ],
  )
