// Writes packages/nodes/src/registry.gen.ts from the *.node.ts files there, so that adding a node type touches no list.
// `--check` writes nothing and fails when the file is stale.
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SOURCE = join(dirname(fileURLToPath(import.meta.url)), '../packages/nodes/src')
const TARGET = join(SOURCE, 'registry.gen.ts')

/** The text of the registry for the node files that exist now. */
export function collectNodes() {
  const files = globSync('*/*.node.ts', { cwd: SOURCE })
    .map((file) => file.replaceAll('\\', '/'))
    .toSorted()
  const names = files.map((file) => basename(file, '.node.ts'))
  const identifiers = names.map(
    (name) => name.replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase()) + 'Node',
  )
  return [
    '// Made by scripts/collect-nodes.mjs; run it after adding or removing a node file.',
    "import type { NodeRegistry } from '@llamanexus/node-sdk'",
    ...files.map((file, index) => `import ${identifiers[index]} from './${file}'`),
    '',
    '/** Every node type there is, by type name. */',
    'export const nodeRegistry: NodeRegistry = new Map(',
    '  [',
    ...identifiers.map((identifier) => `    ${identifier},`),
    '  ].map((type) => [type.info.type, type]),',
    ')',
    '',
  ].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = collectNodes()
  const isStale = readFileSync(TARGET, { encoding: 'utf8', flag: 'a+' }) !== text
  if (isStale && process.argv.includes('--check')) {
    console.error('packages/nodes/src/registry.gen.ts is stale: run `node scripts/collect-nodes.mjs`.')
    process.exitCode = 1
  } else if (isStale) writeFileSync(TARGET, text)
}
