import type { WorkflowFunction } from '@llamanexus/workflow'

/** The function that examples call. */
export const slugFunction: WorkflowFunction = {
  name: 'slug',
  description: 'A text as part of an address',
  language: 'javascript',
  code: "if (loud) console.log(text)\nreturn text.toLowerCase().replaceAll(' ', '-')",
  parameters: {
    type: 'object',
    properties: { text: { type: 'string' }, loud: { type: 'boolean' } },
    required: ['text'],
  },
}
