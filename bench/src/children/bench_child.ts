import { benches } from '../benches.ts'

/** Runs the bench named in the first argument and sends its rows to the parent. */
const bench = benches.find(({ name }) => name === process.argv[2])
if (!bench) throw new Error(`No bench is called ${process.argv[2]}`)
const rows = await bench.run()
process.send?.(rows)
process.disconnect?.()
