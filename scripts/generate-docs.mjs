// Writes docs/reference/nodes/*.md from the node registry. `--check` writes nothing and fails when a page is stale.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeRegistry } from '../packages/nodes/src/index.ts'

const TARGET = join(dirname(fileURLToPath(import.meta.url)), '../docs/reference/nodes')

const CATEGORIES = {
  triggers: 'Inputs/Triggers',
  llm: 'LLM/Models',
  rag: 'RAG/Documents',
  tools: 'Tools/Functions',
  data: 'Data/Transform',
  control: 'Control Flow',
  api: 'External APIs',
  mcp: 'MCP (Model Context Protocol)',
  database: 'Databases',
  outputs: 'Outputs',
}

const EFFECTS = {
  pure: 'Changes nothing in the world; it may run again after a crash.',
  idempotent: 'May run again after a crash, with the same idempotency key.',
  unsafe: 'Is not run again by itself: after a crash in the middle of it, the run waits for a person.',
}

/** All pages, by file name. */
function pages() {
  const infos = [...nodeRegistry.values()].map(({ info }) => info)
  const made = infos.map((info) => [`${info.type}.md`, page(info)])
  return Object.fromEntries([['README.md', index(infos)], ...made])
}

function index(infos) {
  const sections = Object.entries(CATEGORIES).map(([category, title]) => {
    const rows = infos.filter((info) => info.category === category)
    if (rows.length === 0) return ''
    const lines = rows.map(
      (info) => `| [${info.name}](${info.type}.md) | \`${info.type}\` | ${info.description} |`,
    )
    return `## ${title}\n\n| node | type | |\n|---|---|---|\n${lines.join('\n')}\n`
  })
  return `${GENERATED}# Node types\n\n${sections.filter(Boolean).join('\n')}`
}

const GENERATED = '<!-- Made by scripts/generate-docs.mjs from the node files. -->\n\n'

function page(info) {
  const parts = [
    `# ${info.name}`,
    `\`${info.type}\`, version ${info.version}, ${CATEGORIES[info.category]}. ${info.description}.`,
    info.docs,
    ports('Inputs', info.inputs),
    ports('To the body', info.body_outputs ?? []),
    ports('From the body', info.body_inputs ?? []),
    ports('Outputs', info.outputs),
    config(info.config_schema.properties ?? {}, info.config_schema.required ?? []),
    ...info.examples.map((each, at) => example(info, each, at + 1)),
    `## Repeating\n\n${EFFECTS[info.effect]}`,
  ]
  return `${GENERATED}${parts.filter(Boolean).join('\n\n')}\n`
}

function ports(title, specs) {
  if (specs.length === 0) return ''
  const rows = specs.map((port) => {
    const notes = [
      port.required && port.default === undefined && 'required',
      port.many && 'several connections',
      port.expression && 'expression',
      port.default !== undefined && `default ${code(port.default)}`,
      port.schema?.enum && `one of ${port.schema.enum.map(code).join(', ')}`,
    ]
    return row([`\`${port.id}\``, port.type, notes.filter(Boolean).join(', '), port.description ?? ''])
  })
  return `## ${title}\n\n| port | type | | |\n|---|---|---|---|\n${rows.join('\n')}`
}

function config(fields, required) {
  const rows = Object.entries(fields).flatMap(([name, field]) =>
    fieldRows(name, field, required.includes(name)),
  )
  if (rows.length === 0) return ''
  return `## Configuration\n\n| field | type | default | |\n|---|---|---|---|\n${rows.join('\n')}`
}

function fieldRows(name, field, isRequired) {
  const type = field.enum ? field.enum.map(code).join(' ') : (field.type ?? 'any')
  const standard = isRequired ? 'required' : field.default === undefined ? '' : code(field.default)
  const text = [field.description ?? field.title ?? '', field['x-secret'] && 'Secret.']
    .filter(Boolean)
    .join(' ')
  const nested = Object.entries(field.properties ?? {}).flatMap(([key, inner]) =>
    fieldRows(`${name}.${key}`, inner, false),
  )
  return [row([`\`${name}\``, type, standard, text]), ...nested]
}

function example({ type }, { title, config, inputs, outputs, body, needs }, number) {
  const text = JSON.stringify({ config, inputs, body, outputs }, null, 2)
  const command = `npx llamanexus nodes ${type} --example ${number} | npx llamanexus run -`
  return [
    `## Example: ${title ?? 'use'}`,
    fenced('json', text),
    needs ? `It needs ${needs} To have it as a workflow:` : 'To run it, as a workflow of its own:',
    fenced('sh', needs ? `npx llamanexus nodes ${type} --example ${number}` : command),
  ].join('\n\n')
}

const fenced = (language, text) => `\`\`\`${language}\n${text}\n\`\`\``

const code = (value) => `\`${JSON.stringify(value)}\``
const row = (cells) =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`

function stalePages(made) {
  const names = new Set([...Object.keys(made), ...readdirSync(TARGET)])
  return [...names].filter((name) => {
    if (!(name in made)) return true
    try {
      return readFileSync(join(TARGET, name), 'utf8') !== made[name]
    } catch {
      return true
    }
  })
}

mkdirSync(TARGET, { recursive: true })
const made = pages()
const stale = stalePages(made)
if (stale.length > 0 && process.argv.includes('--check')) {
  console.error(`Stale in docs/reference/nodes: ${stale.join(', ')}. Run \`node scripts/generate-docs.mjs\`.`)
  process.exitCode = 1
} else
  for (const name of stale)
    if (name in made) writeFileSync(join(TARGET, name), made[name])
    else rmSync(join(TARGET, name))
