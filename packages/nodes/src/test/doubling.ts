import { type CallableWorkflow, NodeError, type WorkflowService } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'

/** The one workflow there is doubles `n`. How runs start runs is tested on the server. */
export const doubling: WorkflowService = {
  list: async () => [double],
  describe: async () => double,
  async start({ workflow_id, data }) {
    if (workflow_id !== 'double')
      throw new NodeError('workflow_missing', `There is no workflow "${workflow_id}"`, {
        field: 'workflow_id',
        retryable: false,
      })
    return { execution_id: `double ${JSON.stringify(data)}`, signal: 'child:double' }
  },
  async outcome(id) {
    const { n } = JSON.parse(id.slice('double '.length)) as { n?: JsonValue }
    return typeof n === 'number'
      ? { status: 'completed', output: n * 2, error: null }
      : { status: 'failed', output: null, error: { code: 'input_invalid', message: '"n" needs a number' } }
  },
  result: async (id) => (await doubling.outcome(id)).output,
  cancel: async () => undefined,
}

const double: CallableWorkflow = {
  workflow_id: 'double',
  version: 1,
  name: 'Double a number',
  description: 'Doubles a number n',
  parameters: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
}
