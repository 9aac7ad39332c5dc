import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../free_port.ts'
import { findProgram, libraryPath, type Peer, sharePath, withoutProgram } from './peer.ts'
import { startProgram } from './start_program.ts'

export const withoutMariaDb = (): string | false => withoutProgram('mariadbd')

/** A MariaDB server with a database `shop` that the user `ada` owns, in a folder of its own. */
export async function startMariaDb(): Promise<Peer> {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'llamanexus-mariadb-'))
  const file = findProgram('mariadbd') ?? 'mariadbd'
  const own = [
    '--no-defaults',
    `--datadir=${folder}`,
    `--lc-messages-dir=${join(sharePath, 'mysql')}`,
    `--character-sets-dir=${join(sharePath, 'mysql/charsets')}`,
    '--innodb-buffer-pool-size=16M',
    '--user=root',
  ]
  await makeSystemTables(file, own)
  const first = join(folder, 'first.sql')
  await writeFile(first, FIRST)
  const net = [`--socket=${join(folder, 's')}`, `--port=${port}`, '--bind-address=127.0.0.1']
  const args = [...own, ...net, `--init-file=${first}`]
  const { stop } = await startProgram(file, args, port)
  return {
    url: `mysql://ada:secret@127.0.0.1:${port}/shop`,
    port,
    async stop() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const FIRST = `CREATE DATABASE IF NOT EXISTS shop;
CREATE USER IF NOT EXISTS ada IDENTIFIED BY 'secret';
GRANT ALL ON shop.* TO ada;
`

/** What `mariadb-install-db` does, which looks for its files in the places of an installed server only. */
async function makeSystemTables(file: string, args: readonly string[]): Promise<void> {
  const scripts = ['mysql_system_tables.sql', 'mysql_system_tables_data.sql']
  const texts = await Promise.all(scripts.map((name) => readFile(join(sharePath, 'mysql', name), 'utf8')))
  const env = { ...process.env, LD_LIBRARY_PATH: libraryPath }
  const child = spawn(file, [...args, '--bootstrap'], { env, stdio: ['pipe', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (piece) => (said += String(piece)))
  child.stdin.end(['CREATE DATABASE IF NOT EXISTS mysql;', 'USE mysql;', ...texts].join('\n'))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`MariaDB could not make its tables: ${said.slice(-2000)}`)
}
