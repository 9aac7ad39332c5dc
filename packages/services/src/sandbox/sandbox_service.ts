import type { RunCodeRequest, SandboxService, SandboxWall } from '@llamanexus/node-sdk'
import type { PythonPool } from './python/python_pool.ts'
import { createJavaScriptRunner } from './run_javascript.ts'

export interface SandboxServiceOptions {
  /** Runs of JavaScript at once. Default 4. */
  max_runs?: number
  /** Runs of Python at once; each is a process of about 200 MB. Default 2. */
  max_python_runs?: number
  /** Where what Python starts from is kept over restarts. Default: a temporary folder. */
  cache_dir?: string
  /** `system` runs Python of users with the machine's own `python3`, which is no sandbox. Default `sandbox`. */
  python?: 'sandbox' | 'system'
}

/**
 * Runs code of users: JavaScript in QuickJS on threads, Python in processes that are confined. What Python needs is
 * loaded with the first code that is written in it. `walls` says what stands between Python and the machine, nothing where
 * it is the machine's own.
 */
export function createSandboxService(
  options: SandboxServiceOptions = {},
): SandboxService & { walls(): Promise<SandboxWall[]>; close(): Promise<void> } {
  const javascript = createJavaScriptRunner({ max_runs: options.max_runs ?? 4 })
  let python: Promise<{ pool: PythonPool; run: typeof import('./run_python.ts').runPython }> | undefined

  return {
    async run(request: RunCodeRequest) {
      if (request.language === 'javascript') return javascript.run(request)
      const { pool, run } = await (python ??= loadPython(options))
      return run(pool, request)
    },
    async walls() {
      const { pool } = await (python ??= loadPython(options))
      return pool.walls()
    },
    async close() {
      await Promise.all([javascript.close(), python?.then(({ pool }) => pool.close())])
    },
  }
}

async function loadPython({ python, max_python_runs: size = 2, cache_dir }: SandboxServiceOptions) {
  const { runPython } = await import('./run_python.ts')
  if (python === 'system') {
    const { createSystemPython } = await import('./python/system_python.ts')
    return { pool: createSystemPython({ size }), run: runPython }
  }
  const { createPythonPool } = await import('./python/python_pool.ts')
  return { pool: createPythonPool({ size, cache_dir }), run: runPython }
}
