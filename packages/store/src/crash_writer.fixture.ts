import { completedEntry, recordOf } from './conformance/harness.ts'
import { openStore } from './open_store.ts'

/** Writes runs side by side until it is killed, and prints `run seq` for each entry once it is durable. */
const file = process.argv[2] ?? ''
const store = await openStore({ file })

const write = async (id: string, large: boolean): Promise<void> => {
  store.journal.create(recordOf(id))
  for (let seq = 1; ; seq += 1) {
    const text = `${id} ${seq} `.repeat(large && seq % 5 === 0 ? 20_000 : 20)
    store.journal.append(id, [completedEntry(id, seq, { text })])
    store.journal.update(id, { recoveries: seq })
    await store.journal.commit()
    process.stdout.write(`${id} ${seq}\n`)
  }
}

await Promise.all(['a', 'b', 'c', 'd'].map((id, index) => write(id, index > 1)))
