import type { NodeContext, Suspension } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { askPerson } from '../control/ask_person.ts'
import { awaitChild, childFailed, startChild } from '../control/run_child.ts'
import type { Turn } from './agent_state.ts'
import type { AgentTool, CallResult } from './agent_tool.ts'
import { argumentFaults } from './argument_faults.ts'
import { callTool } from './call_tool.ts'
import type { ToolServices } from './tool_services.ts'

export type AgentContext = NodeContext<
  'approvals' | 'cache' | 'files' | 'functions' | 'http' | 'llm' | 'mcp' | 'workflows'
>

export interface PerformCalls {
  turn: number
  calls: Turn['tool_calls']
  tools: readonly AgentTool[]
  parallel: boolean
  /** Tools that have failed too often. */
  isOff: (tool: string) => boolean
  services: ToolServices
  context: AgentContext
}

interface Asked {
  key: string
  tool: AgentTool | undefined
  args: JsonObject
  /** What is answered without calling it. */
  refusal: CallResult | undefined
}

/**
 * Performs the tool calls of one turn and answers a result for each. Gives up the node's place while a person is to allow
 * one, or a workflow goes on; asked again, it takes what is recorded and goes on behind it.
 */
export async function performCalls(work: PerformCalls): Promise<Suspension | CallResult[]> {
  const asked = work.calls.map((call, index) => check(work, call, `${work.turn}.${index + 1}`))
  const suspended = await allowAll(work, asked)
  if (suspended) return suspended
  const running = await startWorkflows(work, asked)
  const called = work.parallel ? await atOnce(work, asked) : await oneByOne(work, asked)
  const results: CallResult[] = []
  for (const [index, { refusal }] of asked.entries()) {
    const child = running[index]
    const done = refusal ?? (child ? await child() : called[index])
    if (done === undefined) throw new TypeError('A call has no result')
    if ('suspend' in done) return done
    results.push(done)
  }
  return results
}

function check({ tools, isOff }: PerformCalls, call: Turn['tool_calls'][number], key: string): Asked {
  const tool = tools.find(({ id }) => id === call.name)
  const args = call.arguments
  const refuse = (code: string, message: string): Asked => ({
    key,
    tool,
    args,
    refusal: failed(code, message),
  })
  if (!tool)
    return refuse(
      'tool_unknown',
      `There is no tool "${call.name}". There are: ${tools.map(({ id }) => id).join(', ') || 'none'}`,
    )
  if (isOff(tool.id))
    return refuse('tool_off', `"${tool.id}" has failed too often and is not called again. Go on without it.`)
  if (call.fault)
    return refuse('args_invalid', `The arguments are ${call.fault}. Call it again with an object.`)
  const faults = argumentFaults(tool.parameters, args)
  if (faults.length > 0)
    return refuse('args_invalid', `${faults.join('; ')}. Call it again with arguments that fit.`)
  return { key, tool, args, refusal: undefined }
}

/** All questions are asked before the first is waited for, so that a person can answer them in one go. */
async function allowAll({ context }: PerformCalls, asked: Asked[]): Promise<Suspension | undefined> {
  let suspended: Suspension | undefined
  for (const call of asked) {
    const { tool, args, key } = call
    if (call.refusal || tool?.approval !== 'always') continue
    const answered = await askPerson(context, {
      key: `tool ${key}`,
      kind: 'tool',
      title: `Call ${tool.id}?`,
      message: tool.description,
      details: { tool: tool.id, kind: tool.kind, args },
    })
    if ('suspend' in answered) suspended ??= answered
    else if (answered.answer?.decision !== 'approved') {
      const { comment, by } = answered.answer ?? {}
      call.refusal = failed(
        'rejected',
        `${by ?? 'A person'} did not allow this call${comment ? `: ${comment}` : ''}`,
      )
    }
  }
  return suspended
}

/** By call: how to learn what came of its workflow. */
async function startWorkflows({ context }: PerformCalls, asked: readonly Asked[]) {
  const running: ((() => Promise<Suspension | CallResult>) | undefined)[] = []
  for (const { tool, args, key, refusal } of asked) {
    if (refusal || tool?.kind !== 'workflow') {
      running.push(undefined)
      continue
    }
    const call = { key: `${tool.id} ${key}`, workflow_id: tool.name, data: args }
    const child = await started(() => startChild(context, call))
    running.push(async () => {
      if (!('signal' in child)) return child
      const ended = await awaitChild(context, child)
      if ('suspend' in ended) return ended
      const { outcome } = ended
      if (outcome.status === 'completed') return { ok: true, value: outcome.output }
      return failed('child_failed', childFailed(child.execution_id, outcome).message)
    })
  }
  return running

  async function started<T>(start: () => Promise<T>): Promise<T | CallResult> {
    try {
      return await start()
    } catch (error) {
      if (context.signal.aborted || !(error instanceof Error)) throw error
      return failed('code' in error ? String(error.code) : 'tool_failed', error.message)
    }
  }
}

const atOnce = (work: PerformCalls, asked: readonly Asked[]) =>
  Promise.all(asked.map((call) => performOne(work, call)))

async function oneByOne(work: PerformCalls, asked: readonly Asked[]) {
  const results: (CallResult | undefined)[] = []
  for (const call of asked) results.push(await performOne(work, call))
  return results
}

async function performOne(
  { services, context }: PerformCalls,
  { key, tool, args, refusal }: Asked,
): Promise<CallResult | undefined> {
  if (refusal || !tool || tool.kind === 'workflow') return undefined
  const { signal } = context
  const onProgress = (done: number, message?: string) =>
    context.progress(done, message ? `${tool.id}: ${message}` : tool.id)
  const perform = async () => ({ ...(await callTool(tool, args, services, { signal, onProgress })) })
  return context.step(`${tool.id} ${key}`, perform, {
    effect: tool.effect,
    info: { kind: 'call', tool: tool.id, source: tool.kind, args },
  })
}

const failed = (code: string, message: string): CallResult => ({ ok: false, error: { code, message } })
