import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { RunCodeRequest } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { canBarDescriptors } from '../processes/bar_descriptors.ts'
import { createSandboxService } from './index.ts'
import { pythonCache } from './python_cache.fixture.ts'
import { pythonProcesses } from './python_processes.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'llamanexus-python-test-'))
const service = createSandboxService({ max_python_runs: 2, cache_dir: pythonCache })
const secret = join(folder, 'secret.txt')
writeFileSync(secret, 'top secret')
let connections = 0
const server = createServer((_request, response) => response.end('reached'))
server.on('connection', () => connections++)

before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
after(async () => {
  await service.close()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const GENEROUS_MS = 120_000

const run = (code: string, request: Partial<RunCodeRequest> = {}) =>
  service.run({ language: 'python', code, globals: {}, timeout_ms: GENEROUS_MS, ...request })

test('nothing of the machine, of Node or of the network is in reach', async () => {
  const { port } = server.address() as AddressInfo
  const { result } = await run(ESCAPES, { globals: { secret, port } })
  const { reached, outcomes, found } = result as { reached: string[]; outcomes: JsonObject; found: string[] }
  assert.deepEqual(reached, [], JSON.stringify(outcomes, null, 1))
  assert.deepEqual(found, [], 'of what hangs together with any JavaScript value, nothing is of Node')
  assert.ok(Object.keys(outcomes).length > 20)
  assert.equal(connections, 0)
})

/** Each attempt gives something where it succeeds. */
const ESCAPES = `
import gc, os, sys
from pyodide.ffi import JsProxy, to_js
any_js = to_js([1])

def spawn(): import subprocess; return subprocess.run(['id'], capture_output=True).stdout
def socket_out():
    import socket
    with socket.create_connection(('127.0.0.1', port), timeout=2) as s:
        s.sendall(b'GET / HTTP/1.0\\r\\n\\r\\n')
        return s.recv(100)
def urlopen(): import urllib.request; return urllib.request.urlopen(f'http://127.0.0.1:{port}/').read()
def pyfetch_sync():
    from pyodide.http import open_url
    return open_url(f'http://127.0.0.1:{port}/').read()
async def pyfetch():
    from pyodide.http import pyfetch
    return await (await pyfetch(f'http://127.0.0.1:{port}/')).string()
async def load_package():
    import pyodide._package_loader as loader
    return await loader.unpack_buffer
def js(): import js; return js.process
def pyodide_js(): import pyodide_js; return pyodide_js._module
def run_js(): from pyodide.code import run_js; return run_js('globalThis.process || 1')
def function(): return any_js.constructor.constructor('return globalThis')()
def async_function(): return to_js(later).constructor.constructor('return 1')()
async def later(): pass
def node_sockets():
    import pyodide.webloop
    from pyodide_js._api import _nodeSock
    return _nodeSock
def mount(): import pyodide_js; return pyodide_js.mountNodeFS('/host', '/')
def find_spec():
    import importlib
    for finder in sys.meta_path:
        try:
            spec = finder.find_spec('js', None, None)
        except ImportError:
            continue
        if spec: return importlib.util.module_from_spec(spec)
def kill(): os.kill(os.getppid(), 9); return 'killed'
def prepare():
    any_js.constructor.constructor.prepareStackTrace = to_js(lambda error, frames: frames[0].getThis())
attempts = {
    'read': lambda: open(secret).read(), 'passwd': lambda: open('/etc/passwd').read(),
    'list': lambda: [each for each in os.listdir('/') if each in ('etc', 'root', 'usr', 'var')] or None,
    'proc': lambda: open('/proc/self/environ').read(), 'fd': lambda: os.read(3, 10),
    'env': lambda: {k: v for k, v in os.environ.items() if k in ('PATH_INFO', 'NODE_OPTIONS', 'SHELL')} or None,
    'system': lambda: os.system('id'), 'popen': lambda: os.popen('id').read(),
    'fork': lambda: os.fork(), 'exec': lambda: os.execv('/bin/sh', ['sh']), 'spawn': spawn,
    'thread': lambda: __import__('threading').Thread(target=print).start() or 'started',
    'process': lambda: __import__('multiprocessing').Process(target=print).start() or 'started',
    'socket': socket_out, 'urlopen': urlopen, 'open_url': pyfetch_sync, 'pyfetch': pyfetch,
    'load_package': load_package, 'js': js, 'pyodide_js': pyodide_js, 'run_js': run_js, 'function': function,
    'async_function': async_function, 'node_sockets': node_sockets, 'mount': mount,
    'find_spec': find_spec, 'kill': kill, 'prepare': prepare,
}
import inspect
outcomes, reached = {}, []
for name, attempt in attempts.items():
    try:
        value = attempt()
        if inspect.iscoroutine(value):
            value = await value
        outcomes[name] = repr(value)[:100]
        if value is not None: reached.append(name)
    except BaseException as error:
        outcomes[name] = f'{type(error).__name__}: {error}'[:100]

of_node = {'process', 'require', 'fetch', 'binding', 'getBuiltinModule', 'WebSocket', 'spawnSync', 'globalThis', 'eval',
    'createRequire', 'dlopen', 'NODEFS', '_nodeSock', 'runInThisContext', '_module', 'FS'}
queue = [(name, value, 0) for name, value in [('list', any_js), ('function', to_js(print))]]
for name, module in list(sys.modules.items()):
    queue += [(f'{name}.{key}', value, 0) for key, value in list(vars(module).items()) if isinstance(value, JsProxy)] if module else []
queue += [('gc', each, 0) for each in gc.get_objects() if isinstance(each, JsProxy)]
seen, found = set(), []
while queue and len(seen) < 3000:
    path, value, depth = queue.pop(0)
    try: keys = dir(value)
    except BaseException: continue
    found += [f'{path}.{key}' for key in keys if key in of_node]
    for key in keys:
        try: inner = getattr(value, key)
        except BaseException: continue
        if isinstance(inner, JsProxy) and inner.js_id not in seen and depth < 5:
            seen.add(inner.js_id)
            queue.append((f'{path}.{key}', inner, depth + 1))
return {'reached': reached, 'outcomes': outcomes, 'found': found}
`

test('below Python too, programs and JavaScript are out of reach', async () => {
  for (const code of [
    'import posix; return posix.system("id > /tmp/out") or "ran"',
    'import ctypes; return ctypes.pythonapi.emscripten_run_script_int(b"1 + 1") or 1',
  ])
    await assert.rejects(run(code), { code: 'code_failed' }, code)
})

const withoutKernel = (await canBarDescriptors()) ? false : 'needs prlimit of util-linux; run it on Linux'

test('before any code of a user, the kernel gives the process no new socket or file', {
  skip: withoutKernel,
}, async () => {
  const cache = mkdtempSync(join(folder, 'cache-'))
  const own = createSandboxService({ max_python_runs: 1, cache_dir: cache })
  const limits: string[] = []
  const seen = new AbortController()
  const running = own.run({
    language: 'python',
    // It stays until it has been looked at.
    code: 'print(1)\nwhile True: pass',
    globals: {},
    timeout_ms: GENEROUS_MS,
    signal: seen.signal,
    onStdout: () => {
      for (const pid of pythonProcesses(cache)) limits.push(readFileSync(`/proc/${pid}/limits`, 'utf8'))
      seen.abort()
    },
  })
  await assert.rejects(running, { code: 'aborted' })
  assert.ok(limits.some((text) => /^Max open files\s+0\s+0\s/m.test(text)))
  assert.deepEqual(await own.walls(), ['webassembly', 'permissions', 'no_modules', 'no_network', 'kernel'])
  await own.close()
})

test("the machine's own Python has no walls, and says so", async () => {
  const system = createSandboxService({ python: 'system' })
  assert.deepEqual(await system.walls(), [])
  await system.close()
})
