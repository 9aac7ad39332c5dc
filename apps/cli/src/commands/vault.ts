import { CliError, usageError } from '../cli_error.ts'
import type { Call, Command } from '../command.ts'
import { assertDatabase } from '../existing_database.ts'
import { homeOf, homeOption } from '../home_option.ts'
import { vaultKeyFileOf } from '../vault_key_file.ts'

export const vaultCommand: Command = {
  name: 'vault',
  operands: '<rotate or reset>',
  count: { min: 1, max: 1 },
  summary: 'Encrypt the credentials with a new key, or begin with a new key after the old one was lost',
  options: { home: homeOption },
  run: async (call) => {
    const [action = ''] = call.operands
    if (action !== 'rotate' && action !== 'reset')
      throw usageError(`"${action}" is nothing that a vault does. Give rotate or reset.`)
    const home = homeOf(call)
    assertDatabase(home)
    const { openVault } = await import('@llamanexus/server/vault')
    const vault = await openVault({ home, vault_key_file: vaultKeyFileOf(call) })
    try {
      return await (action === 'rotate' ? rotate(call, vault) : reset(call, vault))
    } catch (error) {
      throw error instanceof Error
        ? new CliError(`${error.message} The key file is ${vault.key_file}.`)
        : error
    } finally {
      await vault.close()
    }
  },
}

type OpenVault = Awaited<ReturnType<typeof import('@llamanexus/server/vault')['openVault']>>

async function rotate({ io }: Call, vault: OpenVault): Promise<number> {
  const { sealed, locked } = await vault.rotate()
  io.out(`${counted(sealed)} encrypted with a new key in ${vault.key_file}`)
  io.err('Backups from before need the former key: keep a copy of the key file with each backup.')
  if (locked.length === 0) return 0
  io.err(`Not opened by any key, and left as they are: ${locked.join(', ')}`)
  return 1
}

async function reset({ io }: Call, vault: OpenVault): Promise<number> {
  const { locked } = await vault.reset()
  io.out(`A new key is in ${vault.key_file}`)
  if (locked.length > 0) io.err(`To be entered again: ${locked.join(', ')}`)
  return 0
}

const counted = (count: number): string => `${count} credential${count === 1 ? ' is' : 's are'}`
