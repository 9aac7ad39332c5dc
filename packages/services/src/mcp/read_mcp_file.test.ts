import assert from 'node:assert/strict'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseMcpFile, readMcpFile } from './read_mcp_file.ts'

const of = (mcpServers: unknown) => parseMcpFile(JSON.stringify({ mcpServers }))

test('programs and addresses are read, with the names for transports that other applications use', () => {
  const { servers, problems } = of({
    notes: { command: 'npx', args: ['-y', 'notes', 8], env: { PORT: 80 }, cwd: '/srv' },
    search: { type: 'streamable-http', url: 'https://mcp.example.com/mcp', headers: { authorization: 'x' } },
    old: { type: 'sse', url: 'https://mcp.example.com/sse', timeout_ms: 5 },
    socket: { url: 'wss://mcp.example.com' },
    off: { disabled: true },
  })
  assert.deepEqual(problems, [])
  assert.deepEqual(
    servers?.map(({ config }) => config),
    [
      {
        transport: 'stdio',
        command: 'npx',
        args: ['-y', 'notes', '8'],
        env: { PORT: '80' },
        cwd: '/srv',
      },
      { transport: 'http', url: 'https://mcp.example.com/mcp', headers: { authorization: 'x' } },
      { transport: 'sse', url: 'https://mcp.example.com/sse', timeout_ms: 5 },
      { transport: 'websocket', url: 'wss://mcp.example.com/' },
    ],
  )
})

test('a bad entry is told by its name, and the others work', () => {
  const { servers, problems } = of({
    good: { url: 'https://mcp.example.com/mcp' },
    nothing: {},
    text: 'npx',
    pigeon: { type: 'pigeon', url: 'https://a.example' },
    process: { type: 'stdio', url: 'https://a.example' },
    address: { type: 'http', command: 'npx' },
    file: { url: 'file:///etc/passwd' },
    args: { command: 'npx', args: '-y notes' },
    env: { command: 'npx', env: { A: { b: 1 } } },
    slow: { command: 'npx', timeout_ms: '5s' },
  })
  assert.deepEqual(
    servers?.map(({ name }) => name),
    ['good'],
  )
  assert.deepEqual(problems, [
    'mcp.json: "nothing" needs a "command" or a "url".',
    'mcp.json: "text" is no object.',
    'mcp.json: "pigeon" has an unknown transport "pigeon". There are stdio, http, sse and websocket.',
    'mcp.json: "process" needs a "command", the program to start.',
    'mcp.json: "address" needs a "url".',
    'mcp.json: "file" has a "url" that is no http, https, ws or wss address.',
    'mcp.json: "args" has "args" that are no list of texts.',
    'mcp.json: "env" has an "env" that is no object of texts.',
    'mcp.json: "slow" has a "timeout_ms" that is no number of milliseconds.',
  ])
})

test('variables of the environment are put in, and what may be shown keeps their names', () => {
  const environment = {
    TOKEN: 'sk-123456',
    EMPTY: '',
    HOST: 'mcp.example.com',
    HOME: '/home/ada',
    NESTED: '${TOKEN}',
  }
  const written = {
    search: {
      url: 'https://${HOST}/${PART:-mcp}?key=${env:TOKEN}',
      headers: { authorization: 'Bearer ${TOKEN}', plain: '$${TOKEN} ${EMPTY}|${EMPTY:-full}|$TOKEN|${}' },
    },
    notes: {
      command: '${env:HOME}/notes',
      args: ['--port', 8, '${env:PORT:-80}', '${NESTED}'],
      env: { KEY: '${TOKEN}' },
      cwd: '${HOME}',
    },
  }
  const { servers, problems, secrets } = parseMcpFile(JSON.stringify({ mcpServers: written }), environment)
  assert.deepEqual(problems, [])
  assert.deepEqual(servers, [
    {
      name: 'search',
      source: 'file',
      written: written.search.url,
      config: {
        transport: 'http',
        url: 'https://mcp.example.com/mcp?key=sk-123456',
        headers: { authorization: 'Bearer sk-123456', plain: '${TOKEN} |full|$TOKEN|${}' },
      },
    },
    {
      name: 'notes',
      source: 'file',
      written: '${env:HOME}/notes',
      config: {
        transport: 'stdio',
        command: '/home/ada/notes',
        // What a variable holds is not looked through for others.
        args: ['--port', '8', '80', '${TOKEN}'],
        env: { KEY: 'sk-123456' },
        cwd: '/home/ada',
      },
    },
  ])
  assert.deepEqual(new Set(secrets), new Set(['sk-123456', 'mcp.example.com', '', '${TOKEN}']))
})

test('variables that are missing are told by name at the server that needs them, and the others work', () => {
  const { servers, problems } = of({
    good: { url: 'https://mcp.example.com/mcp' },
    one: { url: 'https://mcp.example.com', headers: { authorization: 'Bearer ${NO_TOKEN}' } },
    two: { command: 'npx', args: ['${FIRST}', '${SECOND}', '${FIRST}'] },
    asks: { command: 'npx', env: { KEY: '${input:key}' } },
    proto: { command: '${constructor}' },
    off: { command: '${NOBODY}', disabled: true },
  })
  assert.deepEqual(
    servers?.map(({ name }) => name),
    ['good'],
  )
  assert.deepEqual(problems, [
    'mcp.json: "one" names a variable that the environment of the server does not have: "NO_TOKEN" (in "headers.authorization"). Set it before the server is started, or give a default as in ${NO_TOKEN:-…}.',
    'mcp.json: "two" names variables that the environment of the server does not have: "FIRST" (in "args[0]"), "SECOND" (in "args[1]"). Set them before the server is started, or give a default as in ${FIRST:-…}.',
    'mcp.json: "asks" names "input:key" (in "env.KEY"), which another application would fill in. Write ${NAME} for a variable of the environment that the server is started with.',
    'mcp.json: "proto" names a variable that the environment of the server does not have: "constructor" (in "command"). Set it before the server is started, or give a default as in ${constructor:-…}.',
  ])
})

for (const [what, text, problem] of [
  ['a comma too many', '{\n  "mcpServers": {\n  },\n}', /no JSON: .* at line 4, column 1\.$/],
  ['a comma too few', '{\n  "mcpServers": {}\n  "x": 1\n}', /at line 3, column 3\.$/],
  [
    'a value that is none',
    '{\n  "mcpServers": {\n    "a": nope\n  }\n}',
    /token 'o' at line 3, column 11\.$/,
  ],
  [
    'an end that is missing',
    '{\n  "mcpServers": {',
    /Unexpected end of the file at line 2, column 18\.$|line 2/,
  ],
  ['a comment', '{\n  // mine\n}', /at line 2, column 3\. It takes no comments\.$/],
] as const)
  test(`${what} is told with its line`, () => {
    const { servers, problems } = parseMcpFile(text)
    assert.equal(servers, undefined)
    assert.match(problems[0] ?? '', problem)
  })

test('a file without the object is told, and one that is not there is no problem', async () => {
  assert.match(parseMcpFile('[]').problems[0] ?? '', /no object "mcpServers"/)
  assert.match(parseMcpFile('').problems[0] ?? '', /is empty/)
  const folder = await mkdtemp(join(tmpdir(), 'llamanexus-mcp-'))
  assert.deepEqual(await readMcpFile(join(folder, 'mcp.json')), { servers: [], problems: [] })
  await writeFile(join(folder, 'mcp.json'), '\uFEFF{"mcpServers": {}}')
  assert.deepEqual(await readMcpFile(join(folder, 'mcp.json')), { servers: [], problems: [] })
  assert.match((await readMcpFile(folder)).problems[0] ?? '', /it is a directory/)
})
