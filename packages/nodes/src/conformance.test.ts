import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { nodeConformance } from '@llamanexus/node-sdk/conformance'
import plan from './plan_catalogue.json' with { type: 'json' }
import { nodeRegistry } from './registry.gen.ts'
import { testWorld } from './test/test_world.ts'

const world = testWorld()

const ICONS = new URL('../esm/icons/', import.meta.resolve('lucide-react'))

nodeConformance(nodeRegistry, {
  services: world.services,
  expressions: world.expressions,
  plan,
  // A delay may have `until` in place of `ms`, a chat a prompt in place of messages.
  optional: [
    'delay.ms',
    'llm_chat.messages',
    'openai_chat.messages',
    'openai_chat.api_key',
    'anthropic_chat.messages',
    'anthropic_chat.api_key',
    'embedding.text',
    'model_router.criteria',
    'nosql_query.connection',
    'sql_query.connection',
  ],
  isIcon: (name) => existsSync(new URL(`${name}.mjs`, ICONS)) || existsSync(new URL(`${name}.js`, ICONS)),
})

for (const script of ['collect-nodes', 'generate-docs'])
  test(`what scripts/${script}.mjs makes is up to date`, () => {
    const path = fileURLToPath(new URL(`../../../scripts/${script}.mjs`, import.meta.url))
    const { status, stderr } = spawnSync(process.execPath, [path, '--check'], { encoding: 'utf8' })
    assert.equal(status, 0, stderr)
  })
