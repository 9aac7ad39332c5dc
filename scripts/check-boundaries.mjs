// Checks that imports go only in the directions that ARCHITECTURE.md allows, that nobody reaches past a package's
// `exports`, and that a package names what it imports in its package.json.
import { globSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const scope = '@llamanexus/'

/** What each room may import from our own; tests may import anything. */
const allowed = {
  'packages/workflow': [],
  'packages/contract': ['workflow'],
  'packages/node-sdk': ['workflow'],
  'packages/nodes': ['workflow', 'node-sdk'],
  'packages/engine': ['workflow', 'node-sdk'],
  'packages/services': ['workflow', 'node-sdk'],
  'packages/store': ['workflow', 'contract', 'engine'],
  'packages/testing': ['workflow', 'node-sdk', 'engine'],
  'apps/server': ['workflow', 'contract', 'node-sdk', 'engine'],
  'apps/cli': ['workflow', 'contract', 'engine', 'server', 'store'],
  'apps/web': ['workflow', 'contract'],
  e2e: ['workflow', 'contract', 'testing'],
  bench: [
    'workflow',
    'contract',
    'node-sdk',
    'nodes',
    'engine',
    'services',
    'store',
    'server',
    'testing',
    'e2e',
  ],
}

/** The one place that knows every adapter, and the one that knows the node types without them. */
const composition = new Map([
  [join('apps', 'server', 'src', 'compose.ts'), ['nodes', 'services', 'store']],
  [join('apps', 'server', 'src', 'compose_vault.ts'), ['services', 'store']],
  [join('apps', 'server', 'src', 'compose_transfer.ts'), ['services']],
  [join('apps', 'server', 'src', 'catalogue.ts'), ['nodes']],
])

/** `apps/server` names the store's types everywhere and its adapters only in the composition. */
const typesOnly = { 'apps/server': ['store', 'services', 'nodes'] }

const builtins = new Set(builtinModules)
const problems = rooms().flatMap(([room, own]) =>
  filesOf(room).flatMap((file) => problemsOf(file, room, own)),
)

for (const problem of problems) console.error(problem)
console.log(
  problems.length === 0 ? 'Import boundaries hold.' : `${problems.length} imports cross a boundary.`,
)
process.exitCode = problems.length === 0 ? 0 : 1

function rooms() {
  return Object.entries(allowed).map(([room, own]) => [room.split('/').join(sep), own])
}

function filesOf(room) {
  return globSync(`${room}/src/**/*.{ts,tsx}`, { cwd: root })
}

function problemsOf(file, room, own) {
  const manifest = JSON.parse(readFileSync(join(root, room, 'package.json'), 'utf8'))
  const isTest = /\.test\.tsx?$|[/\\]test(ing)?[/\\]|conformance/.test(file)
  return importsOf(file).flatMap(({ specifier, typeOnly }) => {
    if (specifier.startsWith('.')) return leaves(file, room, specifier)
    if (specifier.startsWith('node:') || builtins.has(specifier)) return []
    const name = packageOf(specifier)
    if (!name.startsWith(scope)) return undeclared(file, name, manifest)
    return [
      ...crosses({ file, room, own, name, typeOnly, isTest }),
      ...deep(file, specifier),
      ...undeclared(file, name, manifest),
    ]
  })
}

function importsOf(file) {
  const { module } = parseSync(file, readFileSync(join(root, file), 'utf8'))
  const imports = module.staticImports.map((entry) => ({
    specifier: entry.moduleRequest.value,
    typeOnly: entry.entries.length > 0 && entry.entries.every((one) => one.isType),
  }))
  const exports = module.staticExports.flatMap((entry) =>
    entry.entries.flatMap((one) =>
      one.moduleRequest
        ? [{ specifier: one.moduleRequest.value, typeOnly: one.isType, star: one.importName.kind !== 'Name' }]
        : [],
    ),
  )
  return [...imports, ...exports]
}

function leaves(file, room, specifier) {
  const target = relative(root, resolve(root, dirname(file), specifier))
  return target.startsWith(room + sep) || specifier.includes('package.json')
    ? []
    : [`${file}: reaches into another room by path (${specifier}); import the package`]
}

function crosses({ file, room, own, name, typeOnly, isTest }) {
  const target = name.slice(scope.length)
  if (isTest || own.includes(target) || `packages${sep}${target}` === room) return []
  if (composition.get(file)?.includes(target)) return []
  if (typeOnly && typesOnly[room.split(sep).join('/')]?.includes(target)) return []
  return [`${file}: ${room} may not import ${name}`]
}

function deep(file, specifier) {
  const name = packageOf(specifier)
  const rest = specifier.slice(name.length)
  const room = ['packages', 'apps', '.'].map((at) => join(root, at, name.slice(scope.length), 'package.json'))
  const manifest = room.flatMap((path) => readIfThere(path))[0]
  const entry = rest === '' ? '.' : `.${rest}`
  return manifest?.exports?.[entry] ? [] : [`${file}: ${specifier} is not among the exports of ${name}`]
}

function undeclared(file, name, manifest) {
  if (name === manifest.name) return []
  const workspace = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const declared = {
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
    ...workspace.devDependencies,
  }
  return name in declared || `@types/${name}` in declared
    ? []
    : [`${file}: ${name} is not in the package.json of its room`]
}

function readIfThere(path) {
  try {
    return [JSON.parse(readFileSync(path, 'utf8'))]
  } catch {
    return []
  }
}

function packageOf(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
