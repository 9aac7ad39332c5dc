import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import type { ClientMessage, Execution, ExecutionEvent } from '@llamanexus/contract'
import { chatty, doubling } from '../testing/drafts.ts'
import { openSocket } from '../testing/open_socket.ts'
import { openTestServer, type TestServer } from '../testing/test_server.ts'

const api = '/api/v1/workflows'

describe('realtime', () => {
  let test: TestServer
  before(async () => {
    test = await openTestServer()
  })
  after(() => test.close())

  const start = async (id: string) =>
    (await test.send<Execution>('POST', `${api}/${id}/execute`, { body: {} })).body.id

  it('sends every event of a run once and in order, from the start and from a point on, to readers side by side', async () => {
    const { id } = await test.create(chatty(400))
    const eid = await start(id)
    const [whole, part] = await Promise.all([
      eventsOf(test.server.url, eid, 0),
      eventsOf(test.server.url, eid, 300),
    ])
    const late = await eventsOf(test.server.url, eid, 0)
    assert.equal(whole.at(-1)?.type, 'execution_completed')
    assert.deepEqual(
      whole.map(({ seq }) => seq),
      whole.map((_, index) => index + 1),
    )
    assert.deepEqual(
      part.map(({ seq }) => seq),
      whole.slice(300).map(({ seq }) => seq),
    )
    assert.deepEqual(late, whole)
  })

  it('tells who watches a workflow of its runs', async () => {
    const { id } = await test.create(doubling())
    const socket = await openSocket(test.server.url)
    const channel = `workflow:${id}`
    socket.send({ type: 'subscribe', channel })
    assert.deepEqual(await socket.next(), { type: 'subscribed', channel })
    const eid = await start(id)
    for (const status of ['running', 'completed'])
      assert.deepEqual(await socket.next(), {
        type: 'execution',
        channel,
        execution: { id: eid, workflow_id: id, status },
      })
    socket.close()
  })

  it('says what is wrong with a message and goes on', async () => {
    const socket = await openSocket(test.server.url)
    const answerTo = async (message: ClientMessage | string) => {
      socket.send(message)
      const answer = await socket.next()
      return answer.type === 'error' ? answer.code : answer.type
    }
    assert.equal(await answerTo('{'), 'message_invalid')
    assert.equal(await answerTo({ type: 'subscribe', channel: 'everything' }), 'message_invalid')
    assert.equal(await answerTo({ type: 'subscribe', channel: 'execution:nobody' }), 'execution_not_found')
    assert.equal(await answerTo({ type: 'ping' }), 'pong')
    socket.close()
  })

  it('refuses the socket of another site', async () => {
    const socket = connect(test.server.port, '127.0.0.1')
    socket.write(
      [
        'GET /api/v1/ws HTTP/1.1',
        `Host: 127.0.0.1:${test.server.port}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==',
        'Origin: http://evil.example',
        '\r\n',
      ].join('\r\n'),
    )
    const [answer] = (await once(socket, 'data')) as [Buffer]
    socket.destroy()
    assert.match(String(answer), /^HTTP\/1\.1 403/)
  })

  it('streams server-sent events, goes on after the last one, and ends', async () => {
    const { id } = await test.create(chatty(50))
    const eid = await start(id)
    const whole = await sseOf(`${test.server.url}${api}/executions/${eid}/events`)
    assert.deepEqual(
      whole.map(({ id: seq }) => seq),
      whole.map((_, index) => index + 1),
    )
    assert.equal(whole.at(-1)?.event, 'execution_completed')
    const rest = await sseOf(`${test.server.url}${api}/executions/${eid}/events`, { 'last-event-id': '100' })
    assert.equal(rest[0]?.id, 101)
    const over = await fetch(`${test.server.url}${api}/executions/${eid}/events`, {
      headers: { 'last-event-id': String(whole.length) },
    })
    assert.equal(over.status, 204)
    assert.equal((await fetch(`${test.server.url}${api}/executions/nobody/events`)).status, 404)
  })
})

async function eventsOf(url: string, eid: string, from: number): Promise<ExecutionEvent[]> {
  const socket = await openSocket(url)
  socket.send({ type: 'subscribe', channel: `execution:${eid}`, after: from })
  const events: ExecutionEvent[] = []
  while (!/^execution_(completed|failed|cancelled)$/.test(events.at(-1)?.type ?? '')) {
    const message = await socket.next()
    assert.notEqual(message.type, 'error')
    if (message.type === 'event') events.push(message.event)
  }
  socket.close()
  return events
}

async function sseOf(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers })
  const text = await response.text()
  return [...text.matchAll(/^id: (\d+)\nevent: (\w+)\ndata: (.*)$/gm)].map(([, id, event, data]) => ({
    id: Number(id),
    event,
    data: JSON.parse(data ?? '') as ExecutionEvent,
  }))
}
