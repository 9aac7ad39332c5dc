import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { askPerson } from './ask_person.ts'

const Config = Type.Object({
  title: Type.Optional(
    Type.String({
      title: 'Title',
      description: 'The question in one line.',
      maxLength: 500,
      examples: ['Refund {{ trigger.amount }} EUR?'],
    }),
  ),
  message: Type.Optional(
    Type.String({
      title: 'Message',
      description: 'What a person needs to know to decide.',
      maxLength: 100_000,
      'x-widget': 'textarea',
      examples: ['Order {{ trigger.order }} arrived broken.'],
    }),
  ),
  assignee: Type.Optional(
    Type.String({
      title: 'For',
      description: 'Who is to answer; shown, and a filter of the list.',
      maxLength: 200,
      examples: ['Support'],
    }),
  ),
  choices: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      title: 'Choices',
      description: 'One of them is picked with an approval.',
      maxItems: 50,
      examples: [['Refund', 'Voucher']],
    }),
  ),
  form: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      title: 'Form',
      description: 'A JSON Schema of data that an approval carries; it is at `response.data`.',
      'x-widget': 'json',
      examples: [{ type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] }],
    }),
  ),
  timeout_ms: Type.Optional(
    Type.Integer({
      title: 'Time to answer (ms)',
      description: 'For ever where there is none.',
      minimum: 1,
      maximum: 31_536_000_000,
      'x-widget': 'duration',
      examples: [86_400_000],
    }),
  ),
  on_timeout: Type.Union([Type.Literal('reject'), Type.Literal('approve'), Type.Literal('fail')], {
    title: 'When nobody answers in time',
    description: 'What becomes of it when the time to answer is over.',
    default: 'reject',
  }),
})

export default defineNode({
  type: 'wait_approval',
  version: 1,
  category: 'control',
  name: 'Wait for Approval',
  icon: 'user-check',
  description: 'Wait until a person approves or rejects',
  keywords: ['human in the loop', 'review', 'confirm', 'form'],
  summary: '{title}',
  effect: 'idempotent',
  stepped: true,
  branches: { beside: ['response'] },
  uses: ['approvals'],
  inputs: {
    input: port.any({ description: 'Passed on by the branch that is taken.' }),
  },
  outputs: {
    approved: port.any({
      description: 'The input, after an approval; the response where there is no input.',
    }),
    rejected: port.any({ description: 'The input, after a rejection.' }),
    response: port.object({
      description: 'The answer: `decision`, `comment`, `choice`, `data`, `by`, `at`.',
    }),
  },
  config: Config,
  docs: `Asks a person, and goes on when one has answered.

**When to use it.** Before money is sent, an e-mail goes out or data is deleted: where a person has to have the last word.

The question stands under **Approvals** until somebody answers it, there, in the run, on the node, over the API
(\`POST /approvals/{id}\`), or by the link of the approval. The first answer counts; a second one is refused and told who
was first. The run takes the branch **approved** or **rejected**, and **response** says who decided, when, and with what
comment.

With **Choices** an approval picks one of them, and with a **Form** it carries data that fits the schema, such as
\`{"amount": 80}\`. A rejection needs neither.

The wait is written down: it survives restarts, and a run that waits for a month costs no memory. When the time to answer
is over, the answer is the one under **When nobody answers in time**, given by \`timeout\`.`,
  examples: [
    {
      title: 'Nobody answers in time',
      config: { title: 'Send it?', timeout_ms: 2000, on_timeout: 'reject' },
      inputs: { input: 'a letter' },
      outputs: { rejected: 'a letter' },
    },
  ],
  async execute({ config, inputs, context }) {
    const { title = '', message = '', assignee, choices, form, timeout_ms, on_timeout } = config
    const asked = await askPerson(context, {
      key: 'approval',
      kind: 'approval',
      title: title.trim() || 'Go on?',
      message,
      ...(assignee && { assignee }),
      ...(choices && { choices }),
      // The schema says that it is JSON, which the type of a free object does not.
      ...(form && { form: form as JsonObject }),
      ...(timeout_ms !== undefined && { timeout_ms }),
    })
    if ('suspend' in asked) return asked
    if (!asked.answer && on_timeout === 'fail')
      throw new NodeError('approval_timeout', `Nobody answered within ${timeout_ms} ms`, {
        field: 'timeout_ms',
        retryable: false,
        hint: 'Give it more time, or let it be approved or rejected when the time is over.',
      })
    const answer = asked.answer ?? {
      decision: on_timeout === 'approve' ? 'approved' : 'rejected',
      comment: '',
      choice: null,
      data: null,
      by: 'timeout',
      at: new Date(context.now()).toISOString(),
    }
    const response = { ...answer }
    const passed = inputs.input ?? response
    return answer.decision === 'approved' ? { approved: passed, response } : { rejected: passed, response }
  },
})
