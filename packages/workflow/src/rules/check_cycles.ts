import type { Finding } from '../finding.ts'
import { error } from '../findings.ts'
import type { RuleContext } from './rule_context.ts'

/** Nothing feeds itself. */
export function checkCycles({ graph, workflow }: RuleContext): Finding[] {
  return graph.cycles.map((cycle) => {
    const [first = ''] = cycle
    const index = workflow.nodes.findIndex((node) => node.id === first)
    const message = `These nodes wait for each other: ${[...cycle, first].join(' → ')}. Put what should repeat into a while_loop.`
    return error('cycle', message, `/nodes/${index}`, {
      node_id: first,
      fix: {
        kind: 'wrap_in_container',
        title: 'Wrap in a while loop',
        container: 'while_loop',
        nodes: [...cycle],
      },
    })
  })
}
