import { defineNode, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'

const Config = Type.Object({
  engine: Type.Enum(['jinja', 'mustache'], {
    title: 'Language',
    description: 'Jinja has filters, conditions and loops; Mustache only places values.',
    default: 'jinja',
  }),
})

export default defineNode({
  type: 'template',
  version: 1,
  category: 'data',
  name: 'Template',
  icon: 'file-text',
  description: 'Render Jinja/Mustache template',
  keywords: ['prompt', 'text', 'html', 'concatenate'],
  summary: '{template}',
  effect: 'pure',
  uses: ['templates'],
  inputs: {
    template: port.string({
      required: true,
      description: 'The template. Its braces are its own, not expressions.',
      schema: { 'x-expression': 'none', 'x-widget': 'code', examples: ['Dear {{ name }},'] },
    }),
    vars: port.object({
      required: true,
      default: {},
      description: 'The names the template may use.',
      schema: { 'x-widget': 'key_value', examples: [{ name: '{{ trigger.name }}' }] },
    }),
  },
  outputs: { output: port.string({ description: 'The rendered text.' }) },
  config: Config,
  docs: `Renders text from a template and data.

**When to use it.** For prompts, letters, receipts, pages: text with values, conditions or lists in it.

The template sees the names in **vars** and nothing else. Wire an object into \`vars\`, or type one whose values are
expressions.

\`\`\`jinja
Dear {{ name }},
{% for line in lines %}- {{ line.title }}: {{ line.price }}
{% endfor %}
\`\`\``,
  examples: [
    {
      title: 'Jinja',
      config: {},
      inputs: {
        template: '{% for n in names %}Hello {{ n }}! {% endfor %}',
        vars: { names: ['Ada', 'Alan'] },
      },
      outputs: { output: 'Hello Ada! Hello Alan! ' },
    },
    {
      title: 'Mustache',
      config: { engine: 'mustache' },
      inputs: { template: 'Hello {{name}}!', vars: { name: 'Ada' } },
      outputs: { output: 'Hello Ada!' },
    },
  ],
  async execute({ config, inputs, context }) {
    const { template, vars } = inputs
    const { engine } = config
    return {
      output: await context.services.templates.render({ engine, template, vars, signal: context.signal }),
    }
  },
})
