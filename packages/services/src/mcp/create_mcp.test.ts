import assert from 'node:assert/strict'
import { mkdtemp, open, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { CredentialService } from '@llamanexus/node-sdk'
import { everythingCommand } from '@llamanexus/testing/peers'
import type { JsonValue } from '@llamanexus/workflow'
import { createHostGuard } from '../http/host_guard.ts'
import { createHttpService } from '../http/index.ts'
import { createWebSocketService } from '../websocket/index.ts'
import { createMcp, type Mcp } from './create_mcp.ts'

const refuse = () => Promise.reject(new Error('not asked'))
const credentials: CredentialService = { open: refuse, authorize: refuse }
const policy = { allow_private: true }
const http = createHttpService({ policy })
const sockets = createWebSocketService({ guard: createHostGuard({ policy }) })

describe('mcp.json is followed', () => {
  let file: string
  let mcp: Mcp
  const reported: string[] = []
  const kept = new Map<string, JsonValue>()

  before(async () => {
    file = join(await mkdtemp(join(tmpdir(), 'llamanexus-mcp-')), 'mcp.json')
    const store = {
      get: async (key: string) => kept.get(key),
      set: async (key: string, value: JsonValue) => void kept.set(key, value),
    }
    mcp = createMcp({ file, kept: store, http, sockets, credentials })
    await mcp.watch((problem) => reported.push(problem))
  })
  after(async () => {
    await mcp.close()
    await Promise.all([http.close(), sockets.close()])
  })
  beforeEach(() => {
    reported.length = 0
  })

  const write = (servers: Record<string, unknown>) => writeFile(file, JSON.stringify({ mcpServers: servers }))
  const names = async () => (await mcp.settings.list()).map(({ name }) => name).join(' ')
  const stateOf = async (name: string) =>
    (await mcp.service.servers()).find((each) => each.name === name)?.state

  const everything = everythingCommand()
  const local = { ...everything, args: [...everything.args, 'stdio'] }

  test('a file that comes brings its servers', async () => {
    assert.equal(await names(), '')
    await write({ one: local, two: { url: 'https://mcp.example.com' } })
    await until(async () => (await names()) === 'one two')
    assert.match(String((await mcp.service.callTool('one', 'echo', { message: 'tea' })).value), /tea/)
    assert.equal(await stateOf('one'), 'connected')
  })

  test('what stays as it was keeps its connection while another comes', async () => {
    await write({ one: local, two: { url: 'https://mcp.example.com' }, three: local })
    await until(async () => (await names()) === 'one three two')
    assert.equal(await stateOf('one'), 'connected')
  })

  test('a server that is changed loses its connection, and the next call goes to what it is now', async () => {
    const env = { CHANGED: 'yes' }
    // As editors write: a new file in place of the old one.
    await writeFile(`${file}.new`, JSON.stringify({ mcpServers: { one: { ...local, env } } }))
    await rename(`${file}.new`, file)
    await until(async () => (await stateOf('one')) === 'idle')
    const { value } = await mcp.service.callTool('one', 'get-env', {})
    assert.match(String(value), /"CHANGED": "yes"/)
  })

  test('a file that is broken is told once, with its line, and takes nothing away', async () => {
    await writeFile(file, '{\n  "mcpServers": {\n    "one": nope\n')
    await until(async () => reported.length > 0)
    assert.match(reported[0] ?? '', /line 3/)
    assert.equal(await stateOf('one'), 'connected')
    assert.match((await mcp.settings.problems()).join(' '), /line 3.*stay as they were/)
  })

  test('a file that is written bit by bit counts when it is whole', async () => {
    const text = JSON.stringify({ mcpServers: { one: { ...local, args: [] }, four: local } })
    const writing = await open(file, 'w')
    for (let at = 0; at < text.length; at += Math.ceil(text.length / 4)) {
      await writing.write(text.slice(at, at + Math.ceil(text.length / 4)))
      assert.equal(await names(), 'one')
      await pause(40)
    }
    await writing.close()
    await until(async () => (await names()) === 'four one')
    assert.deepEqual(await mcp.settings.problems(), [])
  })

  test('a bad entry is told by its name', async () => {
    await write({ one: local, bad: { type: 'pigeon' } })
    // A problem is told after the servers that are gone have been closed.
    await until(async () => reported.length > 0)
    assert.equal(await names(), 'one')
    assert.match((await mcp.settings.problems())[0] ?? '', /"bad" has an unknown transport "pigeon"/)
    assert.deepEqual(reported, await mcp.settings.problems())
  })

  test('a file that goes takes its servers along, and what was set up under the same name counts', async () => {
    await mcp.settings.put('one', { transport: 'http', url: 'https://other.example' })
    assert.equal((await mcp.settings.list())[0]?.source, 'file')
    await mcp.service.connect('one')
    await rm(file)
    await until(async () => (await mcp.settings.list())[0]?.source === 'settings')
    assert.equal(await stateOf('one'), 'idle')
    assert.deepEqual(await mcp.settings.problems(), [])
  })
})

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await holds()); await pause(10))
    assert.ok(Date.now() < end, 'it does not come to hold')
}
