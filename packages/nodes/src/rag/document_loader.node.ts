import { type DocumentSource, defineNode, NodeError, port } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { openSource } from './open_source.ts'
import { steadyProgress } from './steady_progress.ts'

const SOURCES = ['file', 'directory', 'url', 'text', 'database'] as const
const FORMATS = ['auto', 'txt', 'md', 'html', 'pdf', 'docx', 'csv', 'json', 'xlsx'] as const

const Config = Type.Object({
  format: Type.Enum([...FORMATS], {
    title: 'Format',
    description: 'auto: by the bytes, the content type and the name.',
    default: 'auto',
    'x-labels': { txt: 'Plain text', md: 'Markdown', docx: 'Word (DOCX)', xlsx: 'Excel (XLSX)' },
  }),
  glob: Type.Optional(
    Type.String({
      title: 'Files of the directory',
      description: 'A pattern below it; `**` stands for any folders. Default: every file.',
      examples: ['**/*.{md,pdf}'],
    }),
  ),
  recursive: Type.Boolean({
    title: 'With its folders',
    description: 'Of a directory: those below it too.',
    default: true,
  }),
  pages: Type.Enum(['each', 'joined'], {
    title: 'Pages of a PDF',
    description: '`each` is a document of its own, which answers can cite; `joined` is one document.',
    default: 'each',
  }),
  rows_per_document: Type.Integer({
    title: 'Rows a document',
    description: 'Of tables and databases.',
    default: 1,
    minimum: 1,
    maximum: 100_000,
  }),
  has_header: Type.Boolean({
    title: 'First row names the columns',
    description: 'Of CSV and Excel.',
    default: true,
  }),
  text_fields: Type.Optional(
    Type.Array(Type.String(), {
      title: 'Text is in',
      description: 'Columns or fields that make the text; the others become metadata. Default: all are text.',
      'x-widget': 'list',
    }),
  ),
  id_field: Type.Optional(
    Type.String({
      title: 'Id is in',
      description: 'The column or field that names a row, so that it stays the same document when it moves.',
    }),
  ),
  items_path: Type.Optional(
    Type.String({
      title: 'Items of the JSON',
      description:
        'Where the list is whose items are documents; $ for the whole. Default: one document of all.',
      examples: ['data.articles'],
    }),
  ),
  query: Type.Optional(
    Type.String({
      title: 'SQL',
      description: 'Of a database: the SELECT whose rows are documents.',
      'x-widget': 'code',
      'x-language': 'sql',
    }),
  ),
  credential: Type.Optional(
    Type.String({
      title: 'Credential',
      description: 'Signs in at a URL, or is the address of the database, used in place of the source.',
      'x-widget': 'credential',
      'x-credential-types': ['bearer', 'basic', 'api_key', 'oauth2', 'database'],
    }),
  ),
  max_mb: Type.Number({
    title: 'Largest file (MB)',
    default: 50,
    exclusiveMinimum: 0,
    maximum: 500,
  }),
  max_documents: Type.Integer({
    title: 'Most documents',
    description: 'More are an error; nothing is left out in silence.',
    default: 10_000,
    minimum: 1,
    maximum: 1_000_000,
  }),
  timeout_ms: Type.Integer({
    title: 'Time limit (ms)',
    description: 'For each file.',
    default: 120_000,
    minimum: 1,
    maximum: 3_600_000,
    'x-widget': 'duration',
  }),
})

export default defineNode({
  type: 'document_loader',
  version: 1,
  category: 'rag',
  name: 'Load Documents',
  icon: 'file-text',
  description: 'Load documents from sources',
  keywords: ['pdf', 'docx', 'word', 'csv', 'excel', 'xlsx', 'sheet', 'html', 'markdown', 'read file'],
  summary: '{source}',
  effect: 'idempotent',
  uses: ['documents', 'credentials'],
  credentials: ['bearer', 'basic', 'api_key', 'oauth2', 'database'],
  inputs: {
    source: port.string({
      required: true,
      description: 'A file or folder of the workspace, an address, the text itself, or a database.',
      schema: { 'x-widget': 'file', examples: ['handbook.pdf', 'https://example.com/about'] },
    }),
    type: port.string({
      required: true,
      default: 'file',
      description: 'What the source is.',
      schema: { enum: [...SOURCES] },
    }),
  },
  outputs: {
    documents: port.array({
      description: 'Each with `id`, `text` and `metadata`: source, page, row, title.',
    }),
    errors: port.array({
      description: 'What could not be loaded of a directory: `source`, `code`, `message`, `hint`.',
    }),
    count: port.number({ description: 'How many documents there are.' }),
  },
  config: Config,
  docs: `Loads text out of files, folders, web pages and databases.

**When to use it.** First, wherever a workflow is to answer from documents. A chunker follows, then a knowledge base or a
model.

It reads text, Markdown, HTML, PDF, Word (docx), Excel (xlsx), CSV and JSON. Files lie in the workspace: put them there on
the page **Files**. A directory is read with its folders; a file in it that cannot be read goes to **errors** and does not
lose the others. A web page gives its article, without menus. Word and HTML come as Markdown, so that headings and tables
stay what they are.

Each document says where it is from: \`metadata.source\`, and \`page\`, \`row\`, \`sheet\` or \`item\` where there is one. A
PDF is a document a page, a table a document a row, with a line \`column: value\` for each column. With **Text is in** only
those columns are text, and the others can be searched by as metadata. Ids stay the same from run to run.

Of a database, **source** is its address, such as \`sqlite:shop.db\`, and **SQL** the question; it is told to change nothing.

Files are read off the main thread, with limits on size, time and memory. What is too large, encrypted or broken is an
error that says so.`,
  examples: [
    {
      title: 'A table as text',
      config: { format: 'csv' },
      inputs: { source: 'tea,days\nAssam,3\n', type: 'text' },
      outputs: { count: 1, errors: [] },
    },
  ],
  async execute({ config, inputs, context }) {
    const { max_mb, credential, ...options } = config
    const from = sourceOf(inputs.type)
    const opened = await openSource({ from, source: inputs.source, credential }, context)
    const errors: JsonObject[] = []
    const documents = await context.services.documents.load({
      ...options,
      ...opened,
      from,
      max_bytes: Math.floor(max_mb * 2 ** 20),
      signal: context.signal,
      onFailure: (failure) => errors.push({ ...failure }),
      onNote: (note) => context.log('warn', note),
      onProgress: steadyProgress(context),
    })
    if (documents.length === 0 && errors.length > 0) throw nothingLoaded(errors)
    return { documents: documents.map((document) => ({ ...document })), errors, count: documents.length }
  },
})

function sourceOf(type: string): DocumentSource {
  const known = SOURCES.find((source) => source === type)
  if (known) return known
  throw new NodeError('input_invalid', `"type" is none of ${SOURCES.join(', ')}`, {
    field: 'type',
    retryable: false,
  })
}

/** Every file failing is a mistake in the node, and not a directory without documents. */
const nothingLoaded = (errors: readonly JsonObject[]): NodeError =>
  new NodeError(
    'documents_failed',
    `None of ${errors.length} files could be loaded. ${String(errors[0]?.['message'])}`,
    {
      field: 'source',
      hint: 'Choose other files with a pattern, or the format they are in.',
      retryable: false,
      details: errors.slice(0, 20),
    },
  )
