import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A data directory that goes when `remove` is called. */
export function temporaryHome(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'llamanexus-bench-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
