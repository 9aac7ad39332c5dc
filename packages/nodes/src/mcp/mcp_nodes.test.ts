import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()

test('a port of the tool goes before args, and a property with the name of a port of the type stays with args', async () => {
  const input_schema = {
    type: 'object',
    properties: { a: { type: 'number' }, b: { type: 'number' }, tool: { type: 'string' } },
  }
  const { outputs } = await world.run('mcp_tool', {
    config: { input_schema },
    inputs: { server: 'everything', tool: 'get-sum', a: 40, args: { a: 1, b: 2 } },
  })
  assert.match(String(outputs['result']), /42/)
})

test('an argument that does not fit is named', async () => {
  const run = world.run('mcp_tool', {
    inputs: { server: 'everything', tool: 'get-sum', args: { a: 'x', b: 1 } },
  })
  await assert.rejects(run, { code: 'args_invalid', field: 'a', message: /"a" must be a number/ })
})

test('images come as parts', async () => {
  const { outputs } = await world.run('mcp_tool', {
    inputs: { server: 'everything', tool: 'get-tiny-image' },
  })
  const parts = outputs['content'] as { type: string }[]
  assert.ok(parts.some(({ type }) => type === 'image'))
  assert.deepEqual(outputs['result'], outputs['content'])
})

test('the connection says what the server has', async () => {
  const { outputs } = await world.run('mcp_server', { inputs: { server_url: 'everything' } })
  const { name, tools, prompts, resources } = outputs['connection'] as {
    name: string
    tools: { name: string }[]
    prompts: { name: string }[]
    resources: unknown[]
  }
  assert.equal(name, 'mcp-servers/everything')
  assert.ok(tools.some((tool) => tool.name === 'echo'))
  assert.ok(prompts.some((prompt) => prompt.name === 'args-prompt'))
  assert.ok(resources.length > 0)
})

test('a resource of bytes is a file for other nodes, one of text is text', async () => {
  const read = async (kind: string) => {
    const { outputs } = await world.run('mcp_resource', {
      config: { input_schema: { type: 'object', properties: { resourceId: { type: 'string' } } } },
      inputs: {
        server: 'everything',
        resource: `demo://resource/dynamic/${kind}/{resourceId}`,
        resourceId: '2',
      },
    })
    return outputs['content']
  }
  assert.match(String(await read('text')), /2/)
  assert.ok(((await read('blob')) as { size: number }).size > 0)
})

test('a call may be repeated after a crash only where that was said', async () => {
  const { nodeRegistry } = await import('../registry.gen.ts')
  const type = nodeRegistry.get('mcp_tool')
  assert.equal(type?.effectOf({ config: {}, inputs: {} }), 'unsafe')
  assert.equal(type?.effectOf({ config: { repeatable: true }, inputs: {} }), 'idempotent')
})
