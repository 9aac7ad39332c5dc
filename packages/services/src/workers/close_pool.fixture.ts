import { openProcess } from './open_process.ts'
import { createWorkerPool } from './worker_pool.ts'

/** A program with nothing but a pool. */
const entry = new URL('./bombs.fixture.ts', import.meta.url)
const pool = createWorkerPool({ open: openProcess({ entry, memory_mb: 64 }), size: 1 })
await pool.use({ timeout_ms: 60_000 }, (call) => call('tea'))
process.stdout.write('asked ')
await pool.close()
process.stdout.write('closed ')
