import { defineNode, NodeError, type NodeRegistry, port, type Spent } from '@llamanexus/node-sdk'
import type { Effect, JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'
import type { SimulatedClock } from './simulated_clock.ts'

/** What test nodes have done to the world: it survives the death of a simulated process. */
export interface World {
  /** By idempotency key: how often the node's deed was begun. */
  calls: Map<string, number>
  /** What `tell` was given. */
  told: JsonValue[]
  clock: SimulatedClock
}

export const newWorld = (clock: SimulatedClock): World => ({ calls: new Map(), told: [], clock })

/** A small catalogue for the engine's tests: every role, effect and kind of container, in the fewest lines. */
export function createTestNodes(world: World): NodeRegistry {
  const types = [...plainTypes(world), ...controlTypes(), ...containerTypes()]
  return new Map(types.map((type) => [type.info.type, type]))
}

const described = (type: string) => ({
  type,
  version: 1,
  category: 'control' as const,
  name: type,
  icon: 'box',
  description: type,
  docs: type,
  summary: '',
  examples: [],
})

const NoConfig = Type.Object({})
const WithFields = Type.Object({ fields: Type.Optional(Type.Unknown()) })
const Failing = Type.Object({
  times: Type.Optional(Type.Unknown()),
  code: Type.Optional(Type.String()),
  retry_after_ms: Type.Optional(Type.Number()),
  retryable: Type.Optional(Type.Boolean()),
})
const Slow = Type.Object({
  ms: Type.Number(),
  deaf: Type.Optional(Type.Boolean()),
  /** What it says that it took, in tokens, where it is aborted. */
  spent: Type.Optional(Type.Number()),
})
const Returning = Type.Object({ value: Type.Unknown() })
const Merging = Type.Object({ mode: Type.Optional(Type.String()) })
const Named = Type.Object({ name: Type.Optional(Type.String()) })
const Signalled = Type.Object({
  name: Type.String(),
  /** It is a person who sends the signal. */
  person: Type.Optional(Type.Boolean()),
  /** Works so long before it waits, and again before it ends. */
  work_ms: Type.Optional(Type.Number()),
})
const Stepped = Type.Object({
  count: Type.Number(),
  effect: Type.Optional(Type.Unsafe<Effect>({ enum: ['pure', 'idempotent', 'unsafe'] })),
  /** Waits so long before its last step. */
  ms: Type.Optional(Type.Number()),
  /** Takes so long a step. */
  step_ms: Type.Optional(Type.Number()),
  /** What a step says that it took, in tokens, where it is aborted; one that does not say goes on. */
  spent: Type.Optional(Type.Number()),
  /** Steps of the first try that work. */
  fails_after: Type.Optional(Type.Number()),
})
const Telling = Type.Object({
  token: Type.Optional(Type.String({ 'x-secret': true })),
  seen: Type.Optional(Type.String()),
  fail: Type.Optional(Type.Boolean()),
})
const AnyConfig = Type.Object({}, { additionalProperties: true })

/** The secret that `Bearer … of …` is around. */
const keyIn = (sent: string): string => sent.replace(/^Bearer /, '').replace(/ of .*$/, '')

const spentOf = (tokens: number | undefined): Spent | undefined =>
  tokens === undefined
    ? undefined
    : { usage: { prompt_tokens: tokens, completion_tokens: 0, total_tokens: tokens }, cost: tokens / 100 }

function plainTypes(world: World) {
  return [
    defineNode({
      ...described('start'),
      role: 'trigger',
      effect: 'pure',
      inputs: {},
      outputs: { trigger: port.any() },
      config: NoConfig,
    }),
    defineNode({
      ...described('output'),
      role: 'output',
      effect: 'pure',
      inputs: { value: port.any() },
      outputs: {},
      config: Named,
      execute: ({ inputs }) => ({ value: inputs.value ?? null }),
    }),
    defineNode({
      ...described('pass'),
      effect: 'pure',
      inputs: { input: port.any(), other: port.any() },
      outputs: { output: port.any() },
      config: WithFields,
      execute: ({ inputs, config }) => ({ output: (config.fields as JsonValue) ?? inputs.input ?? null }),
    }),
    defineNode({
      ...described('need'),
      effect: 'pure',
      inputs: { input: port.any({ required: true }) },
      outputs: { output: port.any() },
      config: NoConfig,
      execute: ({ inputs }) => ({ output: inputs.input }),
    }),
    defineNode({
      ...described('add'),
      effect: 'pure',
      inputs: { input: port.number({ default: 0 }), by: port.number({ default: 1 }) },
      outputs: { output: port.number() },
      config: NoConfig,
      execute: ({ inputs }) => ({ output: inputs.input + inputs.by }),
    }),
    defineNode({
      ...described('fail'),
      effect: 'pure',
      inputs: { input: port.any() },
      outputs: { output: port.any() },
      config: Failing,
      execute: ({ inputs, config, context }) => {
        const times = typeof config.times === 'number' ? config.times : Number.POSITIVE_INFINITY
        if (context.attempt > times) return { output: inputs.input ?? null }
        throw new NodeError(config.code ?? 'told_to', 'It was told to fail', {
          retry_after_ms: config.retry_after_ms,
          retryable: config.retryable ?? true,
        })
      },
    }),
    defineNode({
      ...described('slow'),
      effect: 'pure',
      inputs: { input: port.any() },
      outputs: { output: port.any() },
      config: Slow,
      execute: ({ inputs, config, context }) =>
        new Promise((resolve, reject) => {
          const stop = world.clock.after(config.ms, () => resolve({ output: inputs.input ?? null }))
          if (config.deaf) return
          context.signal.addEventListener('abort', () => {
            stop()
            reject(new NodeError('aborted', 'It was aborted', { spent: spentOf(config.spent) }))
          })
        }),
    }),
    ...(['idempotent', 'unsafe'] as const).map((effect) =>
      defineNode({
        ...described(effect),
        effect,
        inputs: { input: port.any() },
        outputs: { output: port.any() },
        config: NoConfig,
        execute: async ({ inputs, context }) => {
          const { idempotency_key } = context
          world.calls.set(idempotency_key, (world.calls.get(idempotency_key) ?? 0) + 1)
          await Promise.resolve()
          return { output: inputs.input ?? null }
        },
      }),
    ),
    defineNode({
      ...described('stepped'),
      effect: 'unsafe',
      stepped: true,
      inputs: { input: port.number({ default: 0 }) },
      outputs: { output: port.any() },
      config: Stepped,
      async execute({ inputs, config, context }) {
        const { count, effect = 'idempotent', ms, step_ms, spent, fails_after } = config
        const values: number[] = []
        for (let index = 0; index < count; index += 1) {
          if (ms !== undefined && index === count - 1 && !context.wake)
            return { suspend: 'timer' as const, until: context.now() + ms }
          if (index === fails_after && context.attempt === 1) throw new NodeError('told_to', 'It was told to')
          values.push(await context.step(`s${index}`, () => deed(index), { effect, info: { index } }))
        }
        return { output: values }

        async function deed(index: number): Promise<number> {
          const key = `${context.idempotency_key}#s${index}`
          world.calls.set(key, (world.calls.get(key) ?? 0) + 1)
          if (step_ms !== undefined)
            await new Promise<void>((resolve, reject) => {
              world.clock.after(step_ms, resolve)
              if (spent === undefined) return
              const cut = () => reject(new NodeError('aborted', 'It was aborted', { spent: spentOf(spent) }))
              context.signal.addEventListener('abort', cut)
            })
          return inputs.input + index
        }
      },
    }),
    defineNode({
      ...described('returns'),
      effect: 'pure',
      inputs: { input: port.any() },
      outputs: { output: port.string() },
      config: Returning,
      execute: ({ config }) => ({ output: config.value as string }),
    }),
    defineNode({
      ...described('tell'),
      effect: 'pure',
      inputs: { input: port.any(), key: port.string({ secret: true }) },
      outputs: { output: port.any() },
      config: Telling,
      execute: ({ config, inputs, context }) => {
        const { token, seen, fail } = config
        const sent = token ?? inputs.key ?? ''
        world.told.push({
          ...(token && { token }),
          ...(seen && { seen }),
          ...(inputs.key && { key: inputs.key }),
        })
        if (fail) throw new NodeError('refused', `refused ${keyIn(sent)}`, { details: { sent: keyIn(sent) } })
        context.log('info', `with ${sent}`, { sent: [sent] })
        context.progress(0.5, sent)
        for (const piece of ['text ', ...(keyIn(sent).match(/.{1,7}/g) ?? []), ' end']) context.emit(piece)
        return { output: { value: `it is ${keyIn(sent)}` } }
      },
    }),
    defineNode({
      ...described('wait'),
      effect: 'pure',
      inputs: { ms: port.number({ required: true }), input: port.any() },
      outputs: { output: port.any() },
      config: NoConfig,
      execute: ({ inputs, context }) =>
        context.wake
          ? { output: inputs.input ?? null }
          : { suspend: 'timer' as const, until: context.now() + inputs.ms },
    }),
    defineNode({
      ...described('approve'),
      effect: 'pure',
      inputs: { input: port.any() },
      outputs: { output: port.any() },
      config: Signalled,
      execute: ({ config, context }) => {
        const { name, person, work_ms } = config
        const result =
          context.wake?.reason === 'signal'
            ? { output: context.wake.data }
            : { suspend: 'signal' as const, name, person }
        if (work_ms === undefined) return result
        return new Promise((resolve, reject) => {
          world.clock.after(work_ms, () => resolve(result))
          context.signal.addEventListener('abort', () => reject(new NodeError('aborted', 'It was aborted')))
        })
      },
    }),
  ]
}

function controlTypes() {
  return [
    defineNode({
      ...described('condition'),
      effect: 'pure',
      branches: {},
      inputs: {
        input: port.any({ required: true }),
        condition: port.string({ required: true, expression: 'bare', locals: ['input'] }),
      },
      outputs: { true: port.any(), false: port.any() },
      config: NoConfig,
      execute: ({ inputs, context }) => {
        const holds = context.evaluate(inputs.condition, { input: inputs.input })
        return holds ? { true: inputs.input } : { false: inputs.input }
      },
    }),
    defineNode({
      ...described('merge'),
      effect: 'pure',
      race: { when: { from: '/config/mode', equals: 'race' } },
      inputs: { inputs: port.array({ required: true, many: true }) },
      outputs: { output: port.any() },
      config: Merging,
      execute: ({ inputs, config, context }) => {
        const { inputs: values } = inputs
        const sources = context.sources['inputs'] ?? []
        switch (config.mode ?? 'append') {
          case 'combine':
            return { output: Object.fromEntries(sources.map(({ node }, at) => [node, values[at] ?? null])) }
          case 'coalesce':
          case 'race':
            return { output: values[0] ?? null }
          default:
            return { output: values }
        }
      },
    }),
  ]
}

function containerTypes() {
  return [
    defineNode({
      ...described('loop'),
      role: 'container',
      container: 'loop',
      effect: 'pure',
      inputs: { items: port.array({ required: true }) },
      outputs: { results: port.array(), errors: port.array(), count: port.number() },
      bodyOutputs: { item: port.any(), index: port.number() },
      bodyInputs: { result: port.any(), break: port.any() },
      config: AnyConfig,
    }),
    defineNode({
      ...described('parallel'),
      role: 'container',
      container: 'parallel',
      effect: 'pure',
      inputs: { inputs: port.array({ required: true }) },
      outputs: { outputs: port.array(), errors: port.array(), count: port.number() },
      bodyOutputs: { item: port.any(), index: port.number() },
      bodyInputs: { result: port.any() },
      config: AnyConfig,
    }),
    defineNode({
      ...described('while_loop'),
      role: 'container',
      container: 'while_loop',
      effect: 'pure',
      inputs: {
        state: port.any(),
        condition: port.string({ expression: 'bare', locals: ['state', 'iteration'] }),
      },
      outputs: { state: port.any(), iteration: port.number(), exhausted: port.boolean() },
      bodyOutputs: { state: port.any(), iteration: port.number() },
      bodyInputs: { next: port.any() },
      config: AnyConfig,
    }),
    defineNode({
      ...described('retry'),
      role: 'container',
      container: 'retry',
      effect: 'pure',
      inputs: { input: port.any({ required: true }) },
      outputs: { output: port.any(), attempts: port.number(), error: port.any() },
      bodyOutputs: { input: port.any(), attempt: port.number() },
      bodyInputs: { result: port.any() },
      config: AnyConfig,
    }),
  ]
}
