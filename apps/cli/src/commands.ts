import type { Command } from './command.ts'

/** Each command in the order in which `--help` lists them; only the one that is called is loaded. */
const loaders: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./commands/start.ts')).startCommand,
  run: async () => (await import('./commands/run.ts')).runCommand,
  validate: async () => (await import('./commands/validate.ts')).validateCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  nodes: async () => (await import('./commands/nodes.ts')).nodesCommand,
  backup: async () => (await import('./commands/backup.ts')).backupCommand,
  restore: async () => (await import('./commands/restore.ts')).restoreCommand,
  vault: async () => (await import('./commands/vault.ts')).vaultCommand,
}

export const findCommand = async (name: string): Promise<Command | undefined> =>
  Object.hasOwn(loaders, name) ? loaders[name]?.() : undefined

export const allCommands = (): Promise<Command[]> => Promise.all(Object.values(loaders).map((load) => load()))
