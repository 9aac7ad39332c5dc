import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Execution } from '@llamanexus/contract'
import type { Workflow } from '@llamanexus/workflow'
import { startServer } from './start_server.ts'
import { waiting } from './testing/drafts.ts'
import { openTestServer } from './testing/test_server.ts'

const api = '/api/v1/workflows'

describe('startServer', () => {
  let home = ''
  before(async () => {
    home = join(await mkdtemp(join(tmpdir(), 'llamanexus-start-')), 'home')
  })
  after(() => rm(join(home, '..'), { recursive: true, force: true }))

  it('makes a private home, says where it answers, and leaves no trace of running', async () => {
    const test = await openTestServer({ home })
    assert.equal((await stat(home)).mode & 0o777, 0o700)
    const notice = JSON.parse(await readFile(join(home, 'server.json'), 'utf8')) as unknown
    assert.deepEqual(notice, { url: test.server.url, pid: process.pid })
    await assert.rejects(startServer({ home, port: 0 }), {
      name: 'StartError',
      code: 'home_in_use',
      message: new RegExp(`${test.server.url}.*${process.pid}`),
    })
    await test.close()
    await assert.rejects(stat(join(home, 'server.json')))
  })

  it('says in one line that the port is taken, and frees the home', async () => {
    const other = await openTestServer()
    const { port } = other.server
    await assert.rejects(startServer({ home, port }), { code: 'port_taken', message: /^Port \d+ .*PORT\.$/ })
    await other.close()
    await (await openTestServer({ home })).close()
  })

  it('says that a home cannot be a directory', async () => {
    const file = new URL(import.meta.url).pathname
    await assert.rejects(startServer({ home: file, port: 0 }), { code: 'home_unwritable' })
    await assert.rejects(startServer({ home: join(file, 'in', 'it'), port: 0 }), { code: 'home_unwritable' })
    const nowhere = join(process.platform === 'linux' ? '/proc' : file, 'nope', 'deeper')
    await assert.rejects(startServer({ home: nowhere, port: 0 }), { code: 'home_unwritable' })
  })

  it('goes on with a run that a former process left', async () => {
    const first = await openTestServer({ home })
    const { id } = await first.create(waiting(700))
    const { body } = await first.send<Execution>('POST', `${api}/${id}/execute`, { body: {} })
    await first.close()
    const second = await openTestServer({ home })
    const read = async () => (await second.send<Execution>('GET', `${api}/executions/${body.id}`)).body
    let run = await read()
    while (run.completed_at === null) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      run = await read()
    }
    assert.equal(run.status, 'completed')
    await second.close()
  })

  it('ends streams and sockets when it closes', async () => {
    const test = await openTestServer({ home })
    const { id } = await test.create(waiting(60_000))
    const { body } = await test.send<Execution>('POST', `${api}/${id}/execute`, { body: {} })
    const stream = await fetch(`${test.server.url}${api}/executions/${body.id}/events`)
    const socket = new WebSocket(`${test.server.url.replace('http', 'ws')}/api/v1/ws`)
    await once(socket, 'open')
    const ended = Promise.all([stream.text(), once(socket, 'close')])
    await test.close()
    const [events] = await ended
    assert.match(events, /event: execution_started/)
  })

  it('makes the examples once, and they run and follow the server to a new address', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'llamanexus-examples-'))
    const first = await openTestServer({ home: empty, examples: true })
    const { body } = await first.execute('answer-from-page', { question: 'Where is the database kept?' })
    assert.deepEqual([body.status, body.error], ['completed', null])
    assert.match(JSON.stringify(body.final_output), /SQLite/)
    const order = {
      number: 'A1',
      customer: 'Ada',
      total: 140,
      lines: [
        { name: 'Key', price: 60, qty: 2, extras: [{ name: 'Ink', price: 5 }] },
        { name: 'Cap', price: 6, qty: 1 },
      ],
    }
    const receipt = await first.send<string>('POST', '/webhooks/order-receipt', { body: order })
    assert.equal(receipt.status, 200, JSON.stringify(receipt.body))
    assert.match(receipt.body, /2 x Key: 130\n1 x Cap: 6\nSubtotal: 136\n/)
    const runs = await first.send<{ total: number }>('GET', `${api}/executions?source=example`)
    assert.equal(runs.body.total, 2)
    const sample = await first.send<Execution>('POST', `${api}/order-receipt/execute?wait=20`)
    assert.match(String(sample.body.final_output), /2 x Keyboard: 134/)
    const old = first.server.url
    await first.close()
    const second = await openTestServer({ home: empty, examples: true })
    const moved = await second.send<Workflow>('GET', `${api}/answer-from-page`)
    assert.equal(moved.body.variables.base_url, second.server.url)
    assert.ok(!JSON.stringify(moved.body).includes(old) || old === second.server.url)
    await second.close()
    await rm(empty, { recursive: true })
  })
})
