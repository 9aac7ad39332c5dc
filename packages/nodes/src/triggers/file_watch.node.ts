import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'

const Config = Type.Object({
  directory: Type.String({
    title: 'Directory',
    description:
      'Below the workspace, as `inbox`; `.` is the workspace itself. An absolute path must be one that the administrator has allowed.',
    default: 'inbox',
    minLength: 1,
    maxLength: 1000,
    examples: ['inbox', 'uploads/invoices'],
    'x-expression': 'none',
  }),
  events: Type.Array(Type.Enum(['create', 'change', 'delete']), {
    title: 'Start a run at',
    description: 'One of these at least.',
    default: ['create', 'change'],
    'x-expression': 'none',
    minItems: 1,
    uniqueItems: true,
    'x-widget': 'choices',
  }),
  glob: Type.String({
    title: 'Only files like',
    description:
      'A pattern for the path within the directory; several are parted by commas. Names that begin with a dot are left out unless the pattern says so.',
    default: '**/*',
    minLength: 1,
    maxLength: 500,
    examples: ['**/*.pdf', '*.{csv,xlsx}', 'reports/**'],
    'x-expression': 'none',
  }),
  recursive: Type.Boolean({
    title: 'Folders below it too',
    default: true,
    'x-expression': 'none',
  }),
  settle_ms: Type.Integer({
    title: 'Settles after',
    description:
      'A file counts when its size and time have not changed for this long, so that no half-written one is read.',
    default: 1000,
    'x-expression': 'none',
    minimum: 0,
    maximum: 600_000,
    'x-widget': 'duration',
  }),
  existing: Type.Boolean({
    title: 'Files that are there already',
    description: 'Start a run for each of them too when the trigger is first switched on.',
    default: false,
    'x-expression': 'none',
  }),
})

export default defineNode({
  type: 'file_watch',
  version: 1,
  category: 'triggers',
  name: 'Watch Files',
  icon: 'folder-search',
  description: 'Watch directory for changes',
  keywords: ['folder', 'upload', 'new file'],
  summary: '{glob} in {directory}',
  role: 'trigger',
  effect: 'pure',
  inputs: {},
  outputs: {
    filepath: port.string({
      description:
        'Relative to the workspace, as other nodes take it; absolute for a directory outside of it.',
    }),
    event: port.string({ description: '`create`, `change` or `delete`.' }),
    name: port.string({ description: 'The last part of the path.' }),
    size: port.number({ description: 'Bytes; of a deleted file, what it had.' }),
    modified_at: port.string({ description: 'ISO 8601.', schema: { format: 'date-time' } }),
  },
  config: Config,
  docs: `Starts the workflow for each file that comes, changes or goes in a directory.

**When to use it.** For an inbox of documents, exports that another program drops, a folder that people share.

Directories are below the workspace, the folder \`files\` in the data directory, and are made when missing. A directory
elsewhere has to be allowed in \`LLAMANEXUS_WATCH_ALLOW\`. Symbolic links are not followed.

A file counts once it has settled. What happened while the server was down is noticed at its start, and nothing is told
twice: the server keeps what each file was like in the transaction that starts its run. A file that is renamed is one that
was deleted and one that was created. When the directory itself goes away, the trigger says so and waits for it; its
files do not count as deleted.`,
  examples: [
    {
      title: 'Invoices',
      config: { directory: 'inbox', glob: '**/*.pdf' },
      inputs: {},
      outputs: {
        filepath: 'inbox/invoice-17.pdf',
        event: 'create',
        name: 'invoice-17.pdf',
        size: 48213,
        modified_at: '2026-01-05T08:00:00.000Z',
      },
    },
  ],
  // A plain path is answered at once, and then the run goes on without waiting a turn.
  execute({ context }) {
    const trigger = context.evaluate('trigger')
    return trigger instanceof Promise ? trigger.then(outputsOf) : outputsOf(trigger)
  },
})

function outputsOf(trigger: JsonValue) {
  const given = typeof trigger === 'object' && trigger !== null && !Array.isArray(trigger) ? trigger : {}
  const { filepath, event = 'create', size = 0, modified_at = '' } = given
  if (typeof filepath !== 'string')
    throw new NodeError('input_invalid', 'The data of a watched file is an object with a filepath', {
      field: 'trigger',
      hint: 'Run it with {"filepath": "inbox/a.txt", "event": "create"}.',
      retryable: false,
    })
  const name = filepath.split(/[/\\]/).at(-1) ?? filepath
  return { filepath, event: String(event), name, size: Number(size) || 0, modified_at: String(modified_at) }
}
