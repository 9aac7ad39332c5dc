import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const manifests = globSync(['package.json', '{packages,apps}/*/package.json', '{e2e,bench}/package.json'], {
  cwd: root,
})

test('every dependency has its reason in docs/dependencies.md, and an exact version', () => {
  const named = new Set()
  for (const file of manifests) {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
      readFileSync(join(root, file), 'utf8'),
    )
    const all = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    for (const [name, version] of all) {
      assert.match(version, /^\d+\.\d+\.\d+(?:-[\w.]+)?$/, `${name} in ${file}`)
      if (!name.startsWith('@llamanexus/')) named.add(name)
    }
  }
  const text = readFileSync(join(root, 'docs/dependencies.md'), 'utf8')
  const listed = new Set(
    [...text.matchAll(/^\|([^|]+)\|/gm)].flatMap(([, cell]) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    ),
  )
  assert.deepEqual([...named].toSorted(), [...listed].toSorted())
})
