import { benches } from './benches.ts'
import { printTable } from './support/print_table.ts'
import { runInChild } from './support/run_in_child.ts'

/** `npm run bench [-- name …]`: runs the benches one after the other and prints one table. */
async function main(args: readonly string[]): Promise<void> {
  const unknown = args.filter((arg) => !benches.some(({ name }) => name === arg))
  if (unknown.length > 0) {
    console.error(
      `No such bench: ${unknown.join(', ')}. There are: ${benches.map(({ name }) => name).join(', ')}.`,
    )
    process.exitCode = 1
    return
  }
  const chosen = benches.filter(({ name }) => args.length === 0 || args.includes(name))
  const rows = []
  for (const { name } of chosen) {
    process.stderr.write(`${name} …\n`)
    try {
      rows.push(...(await runInChild(name)))
    } catch (error) {
      // What the others measured took minutes and stays.
      console.error(error instanceof Error ? error.message : error)
      process.exitCode = 1
    }
  }
  printTable(rows)
}

await main(process.argv.slice(2))
