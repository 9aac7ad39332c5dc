import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PythonPool } from './python_pool.ts'
import { startPython } from './python_process.ts'
import { RUNNER } from './runner.ts'
import { createTurns } from './turns.ts'

/** Beside the memory of the code: the interpreter and the libraries it loads. */
const INTERPRETER_BYTES = 256 * 1024 * 1024
const MAX_FILE_MB = 64

/**
 * The machine's own Python, for where an administrator wants its packages. Limits on time, memory and output hold, and
 * the run has a folder and an environment of its own; but the code reaches files and the network as this server does.
 * It is no sandbox.
 */
export function createSystemPython({ size }: { size: number }): PythonPool {
  const turns = createTurns(size)
  return {
    async run(start) {
      if (!(await turns.take(start.signal))) return { kind: 'aborted' }
      const cwd = await mkdtemp(join(tmpdir(), 'llamanexus-code-'))
      const python = startPython({
        command: commandOf(start.timeout_ms, start.job.memory_bytes),
        env: envOf(cwd),
        cwd,
        group: true,
      })
      try {
        await python.ready
        return await python.run(start)
      } catch (error) {
        return { kind: 'died', message: error instanceof Error ? error.message : String(error) }
      } finally {
        python.kill()
        turns.give()
        await rm(cwd, { recursive: true, force: true, maxRetries: 3 })
      }
    },
    walls: async () => [],
    async close() {
      turns.close()
    },
  }
}

/** The limits of the shell are of the operating system; what this system does not know is left out. */
const LIMITED = `
ulimit -d "$1" 2>/dev/null; ulimit -t "$2" 2>/dev/null; ulimit -f "$3" 2>/dev/null; ulimit -c 0 2>/dev/null
ulimit -n 256 2>/dev/null; ulimit -u 512 2>/dev/null
shift 3; exec "$@"`

function commandOf(timeoutMs: number, memoryBytes: number): string[] {
  const python = ['python3', '-I', '-B', '-c', MAIN]
  if (process.platform === 'win32') return python
  const data = Math.ceil((INTERPRETER_BYTES + memoryBytes) / 1024)
  const seconds = Math.ceil(timeoutMs / 1000) + 5
  // In blocks of 512 bytes.
  const file = MAX_FILE_MB * 2048
  return ['/bin/sh', '-c', LIMITED, 'sh', String(data), String(seconds), String(file), ...python]
}

const envOf = (home: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
  HOME: home,
  TMPDIR: home,
  LANG: 'C.UTF-8',
  // Each thread of it takes memory for itself.
  OPENBLAS_NUM_THREADS: '1',
})

/** Speaks the protocol of `frames.ts`. What other programs print goes to standard error, so that it cannot be taken for it. */
const MAIN = `
import io, json, os, struct, sys, threading
_out = os.dup(1)
os.dup2(2, 1)
_lock = threading.Lock()

def _tell(kind, body):
    data = struct.pack('<BI', kind, len(body)) + body
    with _lock:
        while data:
            data = data[os.write(_out, data):]

class _Stream(io.RawIOBase):
    def __init__(self, kind):
        self.kind = kind
    def writable(self):
        return True
    def write(self, data):
        _tell(self.kind, bytes(data))
        return len(data)

def _stream(kind):
    return io.TextIOWrapper(io.BufferedWriter(_Stream(kind)), encoding='utf-8', line_buffering=True)

${RUNNER}

sys.stdout, sys.stderr = _stream(2), _stream(3)
_tell(1, b'')
_size = struct.unpack('<I', sys.stdin.buffer.read(4))[0]
_answer = run(sys.stdin.buffer.read(_size).decode())
_tell(4 if _answer[0] == 'v' else 5, _answer[1:].encode())
os._exit(0)
`
