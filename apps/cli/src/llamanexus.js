#!/usr/bin/env node
// Plain JavaScript, for it runs before there is a cache: a first file in TypeScript would bring Node's type stripper
// into memory (about 20 MB) at every start, where all that comes after it is read as it was compiled the last time.
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

// In a folder of the user's own: what lies in Node's default, below /tmp, another user could have put there.
const folder = process.env['NODE_COMPILE_CACHE'] || cacheFolder()
if (folder) enableCompileCache(folder)
await import('./main.ts')

function cacheFolder() {
  try {
    return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'llamanexus', 'compiled')
  } catch {
    // A user without an entry and without HOME, as in some containers, starts without a cache.
    return undefined
  }
}
