import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createClient, routes } from '@llamanexus/contract'
import { databaseFile } from '@llamanexus/store'
import type { Workflow, WorkflowFile } from '@llamanexus/workflow'
import { runCli } from './run_cli.ts'

const main = fileURLToPath(new URL('./llamanexus.js', import.meta.url))
const examples = fileURLToPath(new URL('../../../examples/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'cli-'))
after(() => rmSync(folder, { recursive: true, force: true }))

let homes = 0
const newHome = (): string => {
  homes += 1
  return join(folder, `home${homes}`)
}

const writeFile = (name: string, content: unknown): string => {
  const file = join(folder, name)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

const position = { x: 0, y: 0 }

/** Doubles `a` of the trigger. */
const double = {
  name: 'Double',
  nodes: [
    { id: 'in', type: 'manual_trigger', position, config: { sample: { a: 5 } } },
    {
      id: 'sum',
      type: 'set',
      position,
      config: { fields: { total: '{{ trigger.a * 2 }}' }, keep_input: false },
    },
    { id: 'out', type: 'output', position, config: {} },
  ],
  connections: [
    { id: 'c1', source_node: 'in', source_port: 'trigger', target_node: 'sum', target_port: 'input' },
    { id: 'c2', source_node: 'sum', source_port: 'output', target_node: 'out', target_port: 'value' },
  ],
}
const doubleFile = writeFile('double.json', double)

const failing = {
  name: 'Failing',
  nodes: [
    { id: 'in', type: 'manual_trigger', position, config: {} },
    { id: 'bad', type: 'json_parse', position, config: {}, inputs: { input: 'not json' } },
  ],
  connections: [
    { id: 'c1', source_node: 'in', source_port: 'trigger', target_node: 'bad', target_port: 'after' },
  ],
}

const callTo = (url: string) => ({
  name: 'Call',
  nodes: [
    { id: 'in', type: 'manual_trigger', position, config: {} },
    { id: 'get', type: 'http_request', position, config: { response_type: 'text' }, inputs: { url } },
    { id: 'out', type: 'output', position, config: {} },
  ],
  connections: [
    { id: 'c1', source_node: 'in', source_port: 'trigger', target_node: 'get', target_port: 'after' },
    { id: 'c2', source_node: 'get', source_port: 'response', target_node: 'out', target_port: 'value' },
  ],
})

interface Ended {
  code: number | null
  out: string
  err: string
}

interface Options {
  env?: Record<string, string>
  stdin?: string
}

const begin = (args: string[], { env = {}, stdin }: Options = {}) => {
  const { PORT: _p, HOST: _h, LLAMANEXUS_HOME: _l, LOG_LEVEL: _v, ...rest } = process.env
  const child = spawn(process.execPath, [main, ...args], { env: { ...rest, ...env } })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stderr.on('data', (chunk) => (err += chunk))
  child.stdin.end(stdin ?? '')
  // A guard against hanging only.
  const late = setTimeout(() => child.kill('SIGKILL'), 60_000)
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code) => {
      clearTimeout(late)
      resolve({ code, out, err })
    }),
  )
  return { child, ended, printed: () => out }
}

const cli = (args: string[], options?: Options): Promise<Ended> => begin(args, options).ended

/** The same in this process, which has the modules loaded: for what does not depend on being a process. */
const here = async (args: string[], { env = {}, stdin = '' }: Options = {}): Promise<Ended> => {
  const out: string[] = []
  const err: string[] = []
  const code = await runCli(args, {
    out: (line) => out.push(`${line}\n`),
    err: (line) => err.push(`${line}\n`),
    stdin: async () => stdin,
    env,
    stopped: () => Promise.resolve(),
  })
  return { code, out: out.join(''), err: err.join('') }
}

/** Starts the server and waits until it says where it is. */
const startServer = async (home: string, env: Record<string, string> = {}) => {
  const server = begin(['start', '--port', '0', '--home', home, '--log-level', 'warn'], { env })
  const url = await new Promise<string>((resolve, reject) => {
    server.child.stdout.on('data', () => {
      const [found] = /http:\S+/.exec(server.printed()) ?? []
      if (found) resolve(found)
    })
    void server.ended.then(({ err }) => reject(new Error(`It ended before it was ready: ${err}`)))
  })
  const stop = (signal: NodeJS.Signals) => {
    server.child.kill(signal)
    return server.ended
  }
  return { url, stop }
}

describe('llamanexus: the process', () => {
  test('--version on the standard output with 0; a wrong call on the standard error with 2', async () => {
    const [version, wrong] = await Promise.all([cli(['--version']), cli(['frobnicate'])])
    assert.deepEqual([version.code, version.err], [0, ''])
    assert.match(version.out, /^\d+\.\d+\.\d+\n$/)
    assert.deepEqual([wrong.code, wrong.out], [2, ''])
    assert.equal(wrong.err, 'llamanexus: There is no command "frobnicate". See llamanexus --help.\n')
  })
})

describe('llamanexus run', () => {
  test('prints the final output, and a line for each node on the standard error', async () => {
    const { code, out, err } = await cli(['run', doubleFile, '--input', '{"a": 21}'])
    assert.equal(code, 0, err)
    assert.deepEqual(JSON.parse(out), { total: 42 })
    assert.match(err, /✔ sum \d/)
  })

  test('takes input from a file, from the standard input, or the sample of the trigger', async () => {
    const file = writeFile('input.json', { a: 2 })
    const runs = await Promise.all([
      here(['run', doubleFile, '-q', '--input', `@${file}`]),
      cli(['run', doubleFile, '-q', '--input', '-'], { stdin: '{"a": 3}' }),
      here(['run', doubleFile, '-q', '--trigger', 'in']),
    ])
    assert.deepEqual(
      runs.map(({ out }) => JSON.parse(out)),
      [{ total: 4 }, { total: 6 }, { total: 10 }],
    )
    for (const { err } of runs) assert.equal(err, '')
  })

  test('--json prints the execution', async () => {
    const { out } = await here(['run', doubleFile, '-q', '--json'])
    const execution = JSON.parse(out)
    assert.equal(execution.status, 'completed')
    assert.deepEqual(Object.keys(execution.node_executions), ['in', 'sum', 'out'])
  })

  test('a run that fails names the node and the error, exit 1', async () => {
    const { code, out, err } = await here(['run', '--quiet', writeFile('failing.json', failing)])
    assert.equal(code, 1)
    assert.equal(out, '')
    assert.match(err, /^llamanexus: The run failed at bad: .+\(.+\)/)
  })

  test('a file that is missing or no workflow is said so, exit 1', async () => {
    const missing = await here(['run', join(folder, 'missing.json')])
    assert.deepEqual([missing.code, missing.err.includes('there is no such file')], [1, true])
    const broken = await here(['run', writeFile('broken.json', '{"name": ')])
    assert.equal(broken.code, 1)
    assert.match(broken.err, /document_invalid/)
  })
})

describe('llamanexus where something is not there', () => {
  test('a data directory that was mistyped is told and not made, exit 1', async () => {
    const nowhere = join(folder, 'mistyped')
    const commands = [
      ['export', 'wf_1'],
      ['run', 'wf_1'],
      ['backup', join(folder, 'nothing.db')],
      ['vault', 'rotate'],
    ]
    for (const command of commands) {
      const { code, out, err } = await here([...command, '--home', nowhere])
      assert.deepEqual([code, out], [1, ''], command.join(' '))
      assert.match(err, /no database in .*mistyped\. Name the data directory .*--home/)
      assert.ok(!existsSync(nowhere))
    }
  })

  test('a workflow that is neither a file nor known, and a trigger that is none, are told by name', async () => {
    const home = join(folder, 'known')
    assert.equal((await here(['import', doubleFile, '--home', home])).code, 0)
    const gone = await here(['run', 'doubel', '--home', home])
    assert.equal(gone.code, 1)
    assert.match(gone.err, /no file "doubel", and no workflow of this id in .*known/)
    const trigger = await here(['run', '-q', doubleFile, '--trigger', 'nobody'])
    assert.match(trigger.err, /no node "nobody"\. Give one of in\./)
  })

  test('validate goes on past a file that it cannot read, and both read the standard input', async () => {
    const missing = join(folder, 'missing.json')
    const { code, out } = await here(['validate', missing, writeFile('broken.json', '{"name": '), doubleFile])
    assert.equal(code, 1)
    assert.match(
      out,
      /missing\.json: error file_unreadable .*no such file\.\n.*broken\.json:.* error document_/,
    )
    const piped = await here(['validate', '-'], { stdin: '[]' })
    assert.match(piped.out, /^stdin: error document_invalid/)
    const text = readFileSync(doubleFile, 'utf8')
    const imported = await here(['import', '-', '--home', join(folder, 'piped')], { stdin: text })
    assert.match(imported.out, /^wf_\S+  /)
  })
})

describe('llamanexus and the examples', () => {
  // The other templates are tried by the server's own tests, which answer what they ask.
  const isExample = (name: string) =>
    JSON.parse(readFileSync(join(examples, name), 'utf8')).is_example === true
  for (const name of readdirSync(examples).filter(isExample)) {
    test(`${name} validates and runs as it is`, async () => {
      const file = join(examples, name)
      const valid = await here(['validate', file])
      assert.deepEqual([valid.code, valid.out], [0, ''])
      const { code, out, err } = await here(['run', '--quiet', file])
      assert.equal(code, 0, err)
      assert.ok(out.trim().length > 20, out)
    })
  }

  test('a private address is refused until LLAMANEXUS_HTTP_ALLOW names it', async () => {
    const shop = createHttpServer((_request, response) => response.end('open')).listen(0, '127.0.0.1')
    await once(shop, 'listening')
    const address = `127.0.0.1:${(shop.address() as AddressInfo).port}`
    const file = writeFile('call.json', callTo(`http://${address}/`))
    try {
      const refused = await here(['run', '--quiet', file])
      assert.deepEqual([refused.code, refused.err.includes('address_refused')], [1, true])
      assert.match(refused.err, new RegExp(`add "${address}" to LLAMANEXUS_HTTP_ALLOW`))
      for (const allowed of [`localhost, ${address}`, '127.0.0.0/8', '*']) {
        const env = { LLAMANEXUS_HTTP_ALLOW: allowed }
        assert.deepEqual(await here(['run', '--quiet', file], { env }), { code: 0, out: 'open\n', err: '' })
      }
    } finally {
      shop.close()
    }
  })

  test('a finding in a template points into its workflow', async () => {
    const file = writeFile('template.json', { id: 't', name: 'T', parameters_schema: {}, workflow: failing })
    const broken = { ...failing, nodes: failing.nodes.map((node) => ({ ...node, type: 'no_such' })) }
    const wrong = writeFile('wrong.json', { id: 't', name: 'T', parameters_schema: {}, workflow: broken })
    assert.equal((await here(['validate', file])).code, 0)
    assert.match((await here(['validate', wrong])).out, /:\/workflow\/nodes\/0\/type error type_unknown/)
  })
})

describe('llamanexus validate and nodes', () => {
  test('a valid file is silent, each error is a line with file and pointer', async () => {
    const fine = await here(['validate', doubleFile])
    assert.deepEqual([fine.code, fine.out], [0, ''], fine.err)
    const unknown = {
      ...double,
      nodes: [...double.nodes, { id: 'x', type: 'no_such', position, config: {} }],
    }
    const file = writeFile('unknown.yaml', JSON.stringify(unknown))
    const { code, out } = await here(['validate', doubleFile, file])
    assert.equal(code, 1)
    assert.match(out, new RegExp(`^${file}:/nodes/3/type error type_unknown `, 'm'))
  })

  test('lists the types and tells about one', async () => {
    const [list, one, json, none] = await Promise.all([
      here(['nodes']),
      here(['nodes', 'set']),
      here(['nodes', 'set', '--json']),
      here(['nodes', 'no_such']),
    ])
    assert.match(list.out, /^ {2}http_request +\S/m)
    assert.match(one.out, /Inputs\n {2}input: /)
    assert.equal(JSON.parse(json.out).type, 'set')
    assert.equal(none.code, 1)
  })
})

describe('llamanexus start and what works beside it', () => {
  test('serves until SIGTERM, then ends with 0; import, export, run and backup go through it', async () => {
    const home = newHome()
    const server = await startServer(home)
    const call = createClient({ baseUrl: server.url })
    const imported = await cli(['import', doubleFile, '--home', home])
    assert.equal(imported.code, 0, imported.err)
    const id = imported.out.split(' ')[0] ?? ''
    assert.equal((await call(routes.getWorkflow, { params: { id } })).name, 'Double')
    const exported = await cli(['export', id, '--home', home])
    assert.deepEqual((JSON.parse(exported.out) as Workflow).nodes, double.nodes)
    const ran = await cli(['run', id, '--home', home, '--input', '{"a": 1}'])
    assert.deepEqual(JSON.parse(ran.out), { total: 2 })
    const runs = await call(routes.listExecutions, { params: { id }, query: {} })
    assert.equal(runs.total, 1)

    const backup = join(folder, 'running.db')
    assert.equal((await cli(['backup', backup, '--home', home])).code, 0)
    // Beside this run, the examples ran once on the first start.
    assert.match((await cli(['restore', '--verify', backup])).out, /3 workflows and [23] runs\./)
    const refused = await cli(['restore', backup, '--home', home])
    assert.equal(refused.code, 1)
    assert.match(refused.err, /Stop it, then restore/)

    const stopped = await server.stop('SIGTERM')
    assert.equal(stopped.code, 0, stopped.err)
    const afterwards = await cli(['run', id, '--quiet', '--home', home, '--input', '{"a": 4}'])
    assert.deepEqual(JSON.parse(afterwards.out), { total: 8 })
  })

  test('SIGINT ends it with 0 as well', async () => {
    const server = await startServer(newHome())
    assert.equal((await server.stop('SIGINT')).code, 0)
  })

  test('a taken port, a home that cannot be written, a newer database: one line, exit 1', async () => {
    const listener = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => listener.once('listening', resolve))
    const { port } = listener.address() as { port: number }
    const newer = newHome()
    await cli(['import', doubleFile, '--home', newer])
    const db = new DatabaseSync(databaseFile(newer))
    db.exec('PRAGMA user_version = 999')
    db.close()
    const file = writeFile('a-file', '')
    const results = await Promise.all([
      cli(['start'], { env: { PORT: String(port), LLAMANEXUS_HOME: newHome() } }),
      cli(['start', '--port', '0', '--home', join(file, 'home')]),
      cli(['start', '--port', '0', '--home', newer]),
    ])
    listener.close()
    const expected = [/is taken/, /cannot be written/i, /newer release/]
    for (const [index, { code, out, err }] of results.entries()) {
      assert.equal(code, 1)
      assert.match(err, expected[index] as RegExp)
      assert.equal(err.trimEnd().split('\n').length, 1, err)
      assert.equal(out, '')
    }
  })
})

describe('llamanexus without a server', () => {
  test('import, export, backup and restore work on the database itself', async () => {
    const home = newHome()
    const env = { LLAMANEXUS_HOME: home }
    const [id = ''] = (await here(['import', doubleFile], { env })).out.split(' ')
    const yaml = await here(['export', id, '--format', 'yaml'], { env })
    assert.match(yaml.out, /^name: Double$/m)
    const again = await here(['import', writeFile('again.yaml', yaml.out)], { env })
    const [other = ''] = again.out.split(' ')
    assert.notEqual(other, id)

    const backup = join(folder, 'still.db')
    assert.equal((await here(['backup', backup], { env })).out, `${backup}\n`)
    const restored = newHome()
    assert.match((await here(['restore', backup, '--home', restored])).out, /2 workflows and 0 runs/)
    assert.equal((await here(['export', id, '--home', restored])).code, 0)

    writeFileSync(backup, readFileSync(backup).subarray(0, 20_000))
    const damaged = await here(['restore', backup, '--home', restored])
    assert.equal(damaged.code, 1)
    assert.match(damaged.err, /was not restored/)
    assert.equal((await here(['export', id, '--home', restored])).code, 0)
    assert.equal((await here(['export', 'none'], { env })).code, 1)
    assert.equal((await here(['backup', backup, '--home', newHome()])).code, 1)
  })
})

describe('functions that travel with workflows', () => {
  const slug = {
    name: 'slug',
    description: '',
    language: 'javascript',
    code: 'return text',
    parameters: { type: 'object', properties: { text: { type: 'string' } } },
  }
  const call = {
    id: 'call',
    type: 'function_call',
    position: { x: 0, y: 0 },
    config: {},
    inputs: { name: 'slug' },
  }
  const file = () =>
    writeFile(
      'calls.json',
      JSON.stringify({ name: 'Calls', nodes: [call], connections: [], functions: [slug] }),
    )
  const other = () =>
    writeFile(
      'other.json',
      JSON.stringify({
        name: 'Other',
        nodes: [call],
        connections: [],
        functions: [{ ...slug, code: 'return 1' }],
      }),
    )

  const travel = async (home: string): Promise<void> => {
    const imported = await cli(['import', file(), '--home', home])
    assert.equal(imported.code, 0, imported.err)
    assert.match(imported.err, /The function "slug" came with it/)
    const second = await cli(['import', other(), '--home', home])
    assert.match(second.err, /Another function is called "slug" here: the workflow calls "slug_2"/)
    const exported = await cli(['export', second.out.split(' ')[0] ?? '', '--home', home])
    const { functions, nodes } = JSON.parse(exported.out) as WorkflowFile
    assert.deepEqual(functions, [{ ...slug, name: 'slug_2', code: 'return 1' }])
    assert.equal(nodes[0]?.inputs?.name, 'slug_2')
  }

  test('in a home that no server has open', () => travel(newHome()))

  test('over a running server', async () => {
    const home = newHome()
    const server = await startServer(home)
    await travel(home)
    assert.equal((await server.stop('SIGTERM')).code, 0)
  })
})

describe('llamanexus vault', () => {
  const canary = 'sk-canary-0123456789'
  const key = (home: string) => readFileSync(join(home, 'vault.key'), 'utf8')

  test('rotates its key beside a running server, and a backup holds neither key nor secret', async () => {
    const home = newHome()
    const server = await startServer(home, { LLAMANEXUS_HTTP_ALLOW: '*' })
    const door = createHttpServer((request, response) => {
      response.writeHead(request.headers.authorization === `Bearer ${canary}` ? 200 : 401).end()
    })
    await once(door.listen(0, '127.0.0.1'), 'listening')
    const host = `127.0.0.1:${(door.address() as AddressInfo).port}`
    try {
      const call = createClient({ baseUrl: server.url })
      const draft = { name: 'Door', type: 'bearer', hosts: [host], values: { token: canary } }
      const { id } = await call(routes.createCredential, { body: draft })
      const before = key(home)
      const rotated = await cli(['vault', 'rotate', '--home', home])
      assert.equal(rotated.code, 0, rotated.err)
      assert.match(rotated.out, /^1 credential is encrypted with a new key in .*vault\.key\n$/)
      assert.notEqual(key(home), before)
      const tried = await call(routes.tryCredential, { params: { id }, body: {} })
      assert.deepEqual(tried, { ok: true, message: `${host} took it (status 200).` })
      assert.equal((await cli(['vault', 'reset', '--home', home])).code, 1)
      const backup = join(folder, 'vault-backup.db')
      assert.equal((await cli(['backup', backup, '--home', home])).code, 0)
      const bytes = readFileSync(backup)
      for (const text of [canary, key(home).split('\n')[1] ?? '', before.split('\n')[1] ?? ''])
        assert.ok(!bytes.includes(text) && !bytes.includes(Buffer.from(text, 'base64')))
    } finally {
      await server.stop('SIGTERM')
      door.close()
    }
  })

  test('says what it cannot do, and begins anew after the key was lost', async () => {
    const home = newHome()
    const env = { LLAMANEXUS_HOME: home }
    assert.match((await here(['vault', 'rotate'], { env })).err, /no database/)
    await here(['import', doubleFile], { env })
    assert.equal((await here(['vault', 'rotate'], { env })).code, 0)
    writeFileSync(join(home, 'vault.key'), 'nonsense')
    const broken = await here(['vault', 'rotate'], { env })
    assert.equal(broken.code, 0, 'an empty vault takes any new key')
    rmSync(join(home, 'vault.key'))
    assert.match((await here(['vault', 'reset'], { env })).out, /A new key is in/)
    assert.equal((await here(['vault', 'reset'], { env })).code, 1)
  })
})
