import { setTimeout as sleep } from 'node:timers/promises'

/** Asks until the answer holds; rejects with the last answer after a time that only a hang takes. */
export async function eventually<T>(ask: () => Promise<T> | T, holds: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + 30_000
  for (;;) {
    const answer = await ask()
    if (holds(answer)) return answer
    if (Date.now() > end) throw new Error(`Still ${JSON.stringify(answer)}`)
    await sleep(10)
  }
}
