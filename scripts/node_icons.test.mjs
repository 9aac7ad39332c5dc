import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

test('every icon of a node type is among those that the editor brings', () => {
  const brought =
    readFileSync(join(root, 'apps/web/src/ui/node_icons.ts'), 'utf8').match(/^ {2}\w+(?=,$)/gm) ?? []
  const names = new Set(brought.map((line) => line.trim()))
  for (const file of globSync('packages/nodes/src/*/*.node.ts', { cwd: root })) {
    const [, icon = ''] = /^ {2}icon: '([^']+)'/m.exec(readFileSync(join(root, file), 'utf8')) ?? []
    const name = icon.replaceAll(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase())
    assert.ok(names.has(name), `${icon} of ${file}`)
  }
})
