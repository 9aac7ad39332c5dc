import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it, mock } from 'node:test'
import type { Execution } from '@llamanexus/contract'
import type { Workflow } from '@llamanexus/workflow'
import { CANARY, disguisesOfCanary, foundIn } from './testing/disguises.ts'
import { draftOf } from './testing/drafts.ts'
import { openSocket } from './testing/open_socket.ts'
import { openTestServer, type TestServer } from './testing/test_server.ts'

const api = '/api/v1/workflows'
const PASSWORD = 'pw-canary-55-~x'
const TYPED = 'typed-canary-77-~y'
const secrets = [CANARY, PASSWORD]

/** Prints what it was handed in every way it knows. */
const TELL = `
const text = JSON.stringify(input)
const { sent } = input
console.log(sent, encodeURIComponent(sent), escape(sent))
for (const part of text.slice(0, 3000).match(/.{1,5}/g)) console.log(part)
return { sent, text, list: [sent, input.base64], [sent]: sent }`

/** A server that gives back all that it is told, in all the ways it can think of, and one that streams it. */
async function tell(request: IncomingMessage, response: ServerResponse): Promise<void> {
  for await (const _ of request) continue
  const { authorization = '' } = request.headers
  const basic = authorization.startsWith('Basic ')
    ? Buffer.from(authorization.slice(6), 'base64').toString()
    : ''
  const sent = basic || authorization.replace('Bearer ', '') || String(request.headers['x-api-key'])
  if (request.url?.endsWith('/chat/completions')) return stream(sent, response)
  const body = {
    sent,
    headers: request.headers,
    raw: request.rawHeaders,
    base64: [0, 1, 2].map((pad) => Buffer.from('x'.repeat(pad) + sent).toString('base64')),
    base64url: Buffer.from(`?${sent}`).toString('base64url'),
    url: `https://x.example/?k=${encodeURIComponent(sent)}&f=${new URLSearchParams({ sent })}`,
    nested: JSON.stringify(JSON.stringify({ sent })),
    hex: Buffer.from(sent).toString('hex'),
    [sent]: { [`key of ${sent}`]: true },
    long: `${sent} `.repeat(5_000),
  }
  response.statusCode = request.url === '/fails' ? 500 : 200
  response.setHeader('content-type', 'application/json')
  response.setHeader('x-echo', encodeURIComponent(sent))
  response.end(JSON.stringify(body))
}

/** As a model writes: a few characters at a time, so that the secret is cut over many pieces. */
function stream(sent: string, response: ServerResponse): void {
  response.setHeader('content-type', 'text/event-stream')
  const said = `Your key is ${sent} and in base64 ${Buffer.from(sent).toString('base64')}. Bye.`
  const chunk = (delta: object, finish_reason: string | null) => {
    const choices = [{ index: 0, delta, finish_reason }]
    response.write(
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices })}\n\n`,
    )
  }
  for (const content of said.match(/.{1,3}/g) ?? []) chunk({ content }, null)
  chunk({}, 'stop')
  response.end('data: [DONE]\n\n')
}

describe('a canary among the secrets', () => {
  const server = createServer((request, response) => void tell(request, response))
  const written: string[] = []
  const stderr = mock.method(
    process.stderr,
    'write',
    (text: string | Uint8Array) => written.push(String(text)) > 0,
  )
  const stdout = mock.method(console, 'log', (...parts: unknown[]) => void written.push(parts.join(' ')))
  let test: TestServer
  let workflow: Workflow
  let run: Execution
  const told: string[] = []

  const credential = async (body: object) =>
    (await test.send<{ id: string }>('POST', '/api/v1/credentials', { body })).body.id

  before(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
    const url = `http://${host}/echo`
    test = await openTestServer({ allow_private_hosts: true, log_level: 'trace' })
    const hosts = [host]
    const bearer = await credential({ name: 'Bearer', type: 'bearer', hosts, values: { token: CANARY } })
    const key = await credential({
      name: 'Key',
      type: 'api_key',
      hosts,
      values: { key: CANARY, in: 'query', name: 'k' },
    })
    const basic = await credential({
      name: 'Pair',
      type: 'basic',
      hosts,
      values: { username: 'ada', password: PASSWORD },
    })
    await credential({ name: 'canary', type: 'secret', values: { value: CANARY } })
    const typed = { type: 'bearer', credentials: { token: '{{ secrets.canary }}' } }
    workflow = await test.create(
      draftOf(
        'Canary',
        {
          in: { type: 'manual_trigger' },
          ask: { type: 'http_request', config: { credential: bearer }, inputs: { url } },
          pair: { type: 'http_request', config: { credential: basic }, inputs: { url } },
          query: { type: 'http_request', config: { credential: key }, inputs: { url } },
          typed: { type: 'http_request', config: { auth: typed }, inputs: { url } },
          code: {
            type: 'code_executor',
            config: { language: 'javascript' },
            inputs: { code: TELL, input: '{{ nodes.ask.response }}' },
          },
          log: { type: 'log', inputs: { message: '{{ JSON.stringify(nodes.pair.response) }}' } },
          text: {
            type: 'template',
            inputs: {
              template: 'Sent {{ sent }} {{ sent | tojson }}',
              vars: { sent: '{{ nodes.typed.response.sent }}' },
            },
          },
          fails: {
            type: 'http_request',
            config: { credential: bearer, fail_on_status: true },
            inputs: { url: `http://${host}/fails` },
            policy: { on_error: 'branch', retry: { max_retries: 1, backoff_ms: 1 } },
          },
          wrong: {
            type: 'set',
            config: { fields: { x: '{{ JSON.parse(nodes.ask.response.sent) }}' } },
            policy: { on_error: 'continue' },
          },
          chat: {
            type: 'llm_chat',
            config: { model: 'm', base_url: `http://${host}/v1`, api_key: '{{ secrets.canary }}' },
            inputs: { prompt: 'What is my key?' },
          },
          out: { type: 'output' },
        },
        [
          'in.trigger>ask.after',
          'in.trigger>pair.after',
          'in.trigger>query.after',
          'in.trigger>typed.after',
          'in.trigger>fails.after',
          'in.trigger>chat.after',
          'ask.response>code.after',
          'ask.response>wrong.input',
          'pair.response>log.after',
          'typed.response>text.after',
          'code.result>out.value',
        ],
      ),
    )
    const socket = await openSocket(test.server.url)
    const channel = `workflow:${workflow.id}`
    socket.send({ type: 'subscribe', channel })
    told.push(JSON.stringify(await socket.next()))
    const answer = await test.execute(workflow.id, {}, 'wait=60')
    run = answer.body
    const watch = `execution:${run.id}`
    socket.send({ type: 'subscribe', channel: watch, after: 0 })
    for (
      let text = '';
      !/execution_(?:completed|failed|cancelled)"|"type":"error"/.test(text);
      told.push(text)
    )
      text = JSON.stringify(await socket.next())
    socket.close()
  })
  after(async () => {
    stderr.mock.restore()
    stdout.mock.restore()
    server.close()
    await test.close()
  })

  const nowhere = (what: string, where: string | Buffer, which = secrets) =>
    assert.deepEqual(foundIn(where, which), [], what)
  const text = async (path: string, method = 'GET', body?: object) => {
    const answer = await fetch(`${test.server.url}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    return `${JSON.stringify([...answer.headers])} ${await answer.text()}`
  }

  it('was really sent, and the run came to its end', () => {
    assert.equal(run.status, 'completed', JSON.stringify(run.error))
    for (const id of ['ask', 'pair', 'query', 'typed', 'code', 'log', 'text', 'chat', 'out']) {
      const { status, error } = run.node_executions[id] ?? {}
      assert.equal(status, 'completed', `${id}: ${JSON.stringify(error)}`)
    }
    assert.ok(JSON.stringify(run).includes('•••'))
    // The search finds what it looks for.
    for (const disguise of disguisesOfCanary()) assert.ok(foundIn(`x${disguise}y`).length > 0)
  })

  it('is in no answer about the run', async () => {
    nowhere('the run', JSON.stringify(run))
    nowhere('the run, read again', await text(`${api}/executions/${run.id}`))
    nowhere('its nodes', await text(`${api}/executions/${run.id}/nodes?limit=200`))
    nowhere('the list of runs', await text(`${api}/executions`))
  })

  it('is in no event, over HTTP, the stream or the socket', async () => {
    nowhere('events', await text(`${api}/executions/${run.id}/events?limit=1000`))
    const stream = await fetch(`${test.server.url}${api}/executions/${run.id}/events`, {
      headers: { accept: 'text/event-stream' },
    })
    const events = await stream.text()
    assert.match(events, /execution_completed/)
    assert.match(events, /Your key is /)
    nowhere('the event stream', events)
    nowhere('the socket', told.join('\n'))
    const pieces = [...events.matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)].map(([, piece]) => piece).join('')
    nowhere('streamed pieces put together', pieces)
  })

  it('is in no export, no version and no credential', async () => {
    for (const format of ['json', 'yaml'])
      nowhere(format, await text(`${api}/${workflow.id}/export?format=${format}`, 'POST'))
    nowhere('versions', await text(`${api}/${workflow.id}/versions/1`))
    nowhere('credentials', await text('/api/v1/credentials'))
    nowhere('the types', await text('/api/v1/credentials/types'))
  })

  it('is in no share, neither as it was nor in a file nor on the page', async () => {
    const all = [...secrets, TYPED]
    // What is typed in stands in the document, and so in the database, as it is.
    const typed = await test.create(
      draftOf('Typed', {
        ask: {
          type: 'http_request',
          config: { auth: { type: 'bearer', credentials: { token: TYPED } } },
          inputs: { url: 'https://api.example.com', headers: { Authorization: `Bearer ${TYPED}` } },
        },
      }),
    )
    const tokens: string[] = []
    for (const id of [workflow.id, typed.id])
      for (const body of [{}, { follow_latest: true, include_sample: false }]) {
        const made = await test.send<{ token: string }>('POST', `${api}/${id}/share`, { body })
        nowhere('a new share', JSON.stringify(made.body))
        tokens.push(made.body.token)
      }
    nowhere('the list of shares', await text(`${api}/${workflow.id}/shares`))
    for (const token of tokens) {
      const shared = await text(`/api/v1/shares/${token}`)
      assert.match(shared, /"http_request"/)
      nowhere('a share', shared, all)
      for (const format of ['json', 'yaml'])
        nowhere(`a share as ${format}`, await text(`/api/v1/shares/${token}/file?format=${format}`), all)
      nowhere('the page of a share', await text(`/share/${token}`), all)
      for (const name of ['Bearer', 'Key', 'Pair'])
        assert.ok(!shared.includes(`"${name}"`), `the name of the credential ${name}`)
    }
  })

  it('is in no problem', async () => {
    const hosts = ['x.example']
    const given = { name: 'x', type: 'bearer', hosts, values: { token: `${CANARY}\n`, [CANARY]: 'x' } }
    nowhere('a refused credential', (await text('/api/v1/credentials', 'POST', given)).replaceAll('\\n', ''))
    nowhere('an unknown page', await text(`/api/v1/${encodeURIComponent(CANARY)}`))
    const body = { type: 'database', values: { url: `postgres://ada:${PASSWORD}@127.0.0.1:1/x` } }
    nowhere('a database that is not there', await text('/api/v1/credentials/test', 'POST', body))
  })

  it('is in nothing that the server logged', () => nowhere('the log', written.join('')))

  it('is in no file of the home, and in no backup, but for what is encrypted', async () => {
    await test.server.app.store.backup(join(test.home, 'backup.db'))
    const files = readdirSync(test.home, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    )
    const names = files.map(({ name }) => name)
    for (const name of ['llamanexus.db', 'backup.db', 'vault.key']) assert.ok(names.includes(name), name)
    for (const { parentPath, name } of files) nowhere(name, readFileSync(join(parentPath, name)))
    const key = Buffer.from(readFileSync(join(test.home, 'vault.key'), 'utf8').split('\n')[1] ?? '', 'base64')
    assert.equal(key.length, 32)
    for (const name of ['llamanexus.db', 'backup.db', 'llamanexus.db-wal'].filter((name) =>
      names.includes(name),
    )) {
      const bytes = readFileSync(join(test.home, name))
      assert.ok(!bytes.includes(key) && !bytes.includes(key.toString('base64')), `${name} holds the key`)
    }
  })
})
