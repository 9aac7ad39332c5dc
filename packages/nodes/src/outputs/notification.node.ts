import { defineNode, NodeError, type NotifyChannel, type NotifyLevel, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'
import { addressesIn } from './addresses_in.ts'

const CHANNELS = ['in_app', 'email', 'slack', 'discord', 'teams', 'webhook'] as const
const LEVELS = ['info', 'success', 'warning', 'error'] as const
const CREDENTIALS = ['smtp', 'secret', 'bearer', 'basic', 'api_key', 'oauth2'] as const

const Config = Type.Object({
  credential: Type.Optional(
    Type.String({
      title: 'Credential',
      description:
        'SMTP for mail; a Secret with the address of the webhook for Slack, Discord and Teams; what signs a webhook of your own in.',
      'x-widget': 'credential',
      'x-credential-types': [...CREDENTIALS],
    }),
  ),
  level: Type.Enum([...LEVELS], { title: 'Level', description: 'How it is shown.', default: 'info' }),
  from: Type.Optional(
    Type.String({
      title: 'From',
      description: 'Mail only. Default: the user name of the credential.',
      examples: ['Reports <reports@example.com>'],
    }),
  ),
  cc: Type.String({ title: 'Cc', description: 'Mail only; addresses separated by commas.', default: '' }),
  bcc: Type.String({ title: 'Bcc', description: 'Mail only.', default: '' }),
  reply_to: Type.Optional(Type.String({ title: 'Reply to', description: 'Mail only.' })),
  attachments: Type.Array(Type.String(), {
    title: 'Attachments',
    description: 'Mail only; files of the workspace.',
    default: [],
    maxItems: 20,
    examples: [['reports/today.md']],
  }),
  timeout_ms: Type.Integer({
    title: 'Time limit (ms)',
    default: 30_000,
    minimum: 1,
    maximum: 300_000,
    'x-widget': 'duration',
  }),
})

export default defineNode({
  type: 'notification',
  version: 1,
  category: 'outputs',
  name: 'Notification',
  icon: 'bell',
  description: 'Send notification',
  keywords: ['email', 'mail', 'smtp', 'slack', 'discord', 'teams', 'alert', 'message'],
  summary: '{channel}',
  effect: 'unsafe',
  // In the app, a step of a run is shown once however often it is tried.
  effectOf: ({ inputs }) => (inputs.channel === 'in_app' ? 'idempotent' : 'unsafe'),
  uses: ['notify'],
  credentials: [...CREDENTIALS],
  inputs: {
    channel: port.string({
      required: true,
      default: 'in_app',
      description: 'Where people are told.',
      schema: { enum: [...CHANNELS] },
    }),
    message: port.string({
      required: true,
      description: 'What they are told, as plain text.',
      schema: { minLength: 1, 'x-widget': 'textarea', examples: ['Order {{ trigger.order }} is late.'] },
    }),
    title: port.string({ description: 'A line above it; the subject of a mail.' }),
    to: port.string({
      description: 'Mail only: addresses separated by commas.',
      schema: { examples: ['ada@example.com, Grace <grace@example.com>'] },
    }),
    html: port.string({
      description: 'Mail only: shown in place of the message where HTML is shown.',
      schema: { 'x-widget': 'textarea' },
    }),
    url: port.string({
      description: 'Address of the webhook, where no Secret holds it.',
      secret: true,
      schema: { examples: ['{{ secrets.slack_webhook }}'] },
    }),
    data: port.any({ description: 'Sent along by a webhook of your own.' }),
  },
  outputs: {
    sent: port.boolean({ description: 'True when the receiver has taken it.' }),
    id: port.string({ description: 'What the receiver calls it; empty where it gives no name.' }),
    detail: port.string({ description: 'Who took it, and what was left out.' }),
  },
  config: Config,
  docs: `Tells people something: in the app, by mail, in Slack, Discord or Teams, or through a webhook of your own.

**When to use it.** When somebody has to know how a run went, or what it found.

| channel | what it needs |
|---|---|
| \`in_app\` | nothing: it is shown under the bell, with a link to the run |
| \`email\` | **to**, and a credential of the type SMTP |
| \`slack\`, \`discord\`, \`teams\` | the address of an incoming webhook, as a credential of the type Secret or in **url** |
| \`webhook\` | **url**; it gets \`{title, message, level, data, workflow_id, execution_id, node_id}\` as JSON |

A text that is longer than the channel takes is cut, which **detail** says. What is written as a mention reaches nobody in
Slack and Discord, so that a text from elsewhere cannot call everybody. A mail whose subject or addresses have a line
break is refused.

**Errors.** \`rate_limited\` waits as long as the receiver asks for when the node has a retry policy;
\`notification_refused\` says what the receiver said. After a crash a message that was under way is not sent again by
itself; one in the app is.`,
  examples: [
    {
      title: 'Under the bell',
      config: { level: 'success' },
      inputs: { channel: 'in_app', title: 'Report', message: 'The report is ready.' },
      outputs: { sent: true, detail: 'Shown in the app' },
    },
  ],
  async execute({ config, inputs, context }) {
    const { message, title, url, data, html } = inputs
    if (message.trim() === '')
      throw new NodeError('input_invalid', '"message" is empty', { field: 'message', retryable: false })
    const { id, detail } = await context.services.notify.send({
      channel: inputs.channel as NotifyChannel,
      message,
      title,
      level: config.level as NotifyLevel,
      url: url?.trim() ? url : undefined,
      credential: config.credential || undefined,
      mail: {
        to: addressesIn(inputs.to ?? ''),
        cc: addressesIn(config.cc),
        bcc: addressesIn(config.bcc),
        from: config.from || undefined,
        reply_to: config.reply_to || undefined,
        html,
        attachments: config.attachments,
      },
      data,
      source: {
        workflow_id: context.workflow_id,
        execution_id: context.execution_id,
        node_id: context.node_id,
      },
      idempotency_key: context.idempotency_key,
      timeout_ms: config.timeout_ms,
      signal: context.signal,
    })
    return { sent: true, id, detail }
  },
})
