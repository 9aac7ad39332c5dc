import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const command = fileURLToPath(new URL('./llamanexus.js', import.meta.url))
/** Says at the end whether Node had to bring in what strips types. */
const spy =
  'data:text/javascript,process.on("exit",()=>console.error(process.moduleLoadList.some((name)=>name.includes("amaro"))))'

const run = async (env: Record<string, string | undefined>): Promise<string> => {
  const { NODE_COMPILE_CACHE: _, ...rest } = process.env
  const { stderr } = await promisify(execFile)(process.execPath, ['--import', spy, command, 'nodes'], {
    env: { ...rest, ...env },
  })
  return stderr.trim()
}

test('a second start strips no types, from what the first has compiled in a folder of the user', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'llamanexus-cache-'))
  assert.equal(await run({ XDG_CACHE_HOME: folder }), 'true')
  assert.deepEqual(await readdir(folder), ['llamanexus'])
  assert.equal(await run({ XDG_CACHE_HOME: folder }), 'false')
  await rm(folder, { recursive: true })
})

test('where there is no folder to keep compiled code in, it starts all the same', async () => {
  assert.equal(await run({ XDG_CACHE_HOME: '/dev/null' }), 'true')
})
