import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'

const Config = Type.Object({
  mode: Type.Enum(['overwrite', 'append', 'create'], {
    title: 'Where a file is there already',
    description: '`overwrite` replaces it, `append` adds to its end, `create` is an error.',
    default: 'overwrite',
  }),
  encoding: Type.Enum(['utf8', 'base64'], {
    title: 'Content is',
    description: '`base64` for bytes, such as a file that a request has fetched.',
    default: 'utf8',
  }),
})

export default defineNode({
  type: 'file_write',
  version: 1,
  category: 'outputs',
  name: 'Write File',
  icon: 'file-pen',
  description: 'Write to file',
  keywords: ['save', 'export', 'csv', 'sheet', 'download'],
  summary: '{path}',
  effect: 'unsafe',
  effectOf({ config }) {
    // Written again, a whole file is the same file; an addition would be there twice.
    return config.mode === 'append' || config.mode === 'create' ? 'unsafe' : 'idempotent'
  },
  uses: ['files'],
  inputs: {
    path: port.string({
      required: true,
      description: 'Below the workspace directory; folders are made.',
      schema: { minLength: 1, examples: ['reports/{{ trigger.date }}.md'] },
    }),
    content: port.string({
      required: true,
      description: 'What is written.',
      schema: { 'x-widget': 'textarea' },
    }),
  },
  outputs: {
    written: port.boolean({ description: 'True when the content is safely on the disk.' }),
    path: port.string({ description: 'As it was given.' }),
    bytes: port.number({ description: 'How many bytes were written.' }),
  },
  config: Config,
  docs: `Writes text or bytes to a file in the workspace directory.

**When to use it.** To keep a report, an export or a growing log where people and other programs find it.

The workspace is the folder \`files\` in the data directory, and no path leads out of it: not \`..\`, not an absolute
path, not a symbolic link. A file is replaced as a whole, so that nobody reads half of it, and the node ends when the
content is on the disk. With \`append\` each run adds to the end; end the content with a line break.`,
  examples: [
    {
      title: 'A report',
      config: {},
      inputs: { path: 'reports/today.md', content: '# Today\nAll is well.\n' },
      outputs: { written: true, path: 'reports/today.md', bytes: 21 },
    },
  ],
  async execute({ config, inputs, context }) {
    const { path, content } = inputs
    const { bytes } = await context.services.files.write({
      path,
      content: config.encoding === 'base64' ? decoded(content) : content,
      mode: config.mode,
      signal: context.signal,
    })
    return { written: true, path, bytes }
  },
})

/** Node's own decoder drops what it does not know, which would write a broken file. */
function decoded(text: string): Uint8Array {
  const plain = text.replace(/^data:[^,]*;base64,/, '').replaceAll(/\s/g, '')
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(plain) || plain.replaceAll('=', '').length % 4 === 1)
    throw new NodeError('input_invalid', '"content" is not base64', {
      field: 'content',
      hint: 'Give base64, or set the content to be text.',
      retryable: false,
    })
  return Buffer.from(plain, 'base64')
}
