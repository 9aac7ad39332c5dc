import type { WorkflowDraft } from '@llamanexus/workflow'
import type { Bench } from '../bench.ts'
import { draft, node, wires } from '../support/draft.ts'
import { ms, repeat } from '../support/measure.ts'
import { withApp } from '../support/with_app.ts'

const LENGTH = 500

/** A chain of pure nodes, once with constants and once with an expression in each. */
export const chain: Bench = {
  name: 'chain',
  run: () =>
    withApp(async (app) => {
      const plain = await app.create(chainOf({ n: 1 }))
      const computed = await app.create(chainOf({ n: '{{ inputs.input.n + 1 }}' }))
      const ours = await repeat(() => app.run(plain, { n: 0 }), 30, 20)
      const withExpressions = await repeat(() => app.run(computed, { n: 0 }), 30, 20)
      const bare = await repeat(bareChain, 30, 20)
      const perNode = (wall: number) => `${((wall * 1000) / LENGTH).toFixed(1)} µs a node`
      return [
        {
          measure: `chain of ${LENGTH} nodes`,
          ours: `${ms(ours.wall)}, ${perNode(ours.wall)}`,
          baseline: `${ms(bare.wall)} (awaited functions)`,
          goal: '< 20 µs a node',
          met: (ours.wall * 1000) / LENGTH < 20,
        },
        {
          measure: `chain of ${LENGTH} nodes with an expression each`,
          ours: `${ms(withExpressions.wall)}, ${perNode(withExpressions.wall)}`,
          baseline: `${ms(bare.wall)} (awaited functions)`,
        },
      ]
    }),
}

function chainOf(fields: { n: number | string }): WorkflowDraft {
  const steps = Array.from({ length: LENGTH }, (_, at) =>
    node(`s${at}`, 'set', { fields, keep_input: false }),
  )
  const links = steps.slice(1).map((step, at) => `s${at}.output -> ${step.id}.input`)
  return draft('Chain', [node('t', 'manual_trigger'), ...steps], wires('t.trigger -> s0.input', ...links))
}

async function bareChain(): Promise<{ n: number }> {
  const step = async (input: { n: number }) => ({ ...input, n: input.n + 1 })
  let value = { n: 0 }
  for (let at = 0; at < LENGTH; at++) value = await step(value)
  return value
}
