import type { Said, SocketReader } from './socket_reader.ts'

export interface PassOnOptions {
  /** Tells of each change: a message to pass on, or nothing where only how things stand has changed. Returns the way out. */
  watch: (tell: (message?: Said) => void) => () => void
  /** How things stand now; said at first, when that has changed, and after changes were left out. */
  standing?: () => Promise<Said>
  channel: string
  reader: SocketReader
  signal: AbortSignal
}

/**
 * Passes on changes that have no numbers, until the reader leaves. What a reader is too slow for is left out: it is told
 * so, and how things stand once it has read what waited. Rejects where that cannot be read.
 */
export async function passOn({ watch, standing, channel, reader, signal }: PassOnOptions): Promise<void> {
  const { promise: left, resolve, reject } = Promise.withResolvers<void>()
  const state = { isCatchingUp: false, isLeftOut: false, isAsking: false, isAskedAgain: false }
  signal.addEventListener('abort', () => resolve(), { once: true })
  const stop = watch((message) => {
    if (state.isCatchingUp) state.isLeftOut = true
    else if (reader.isBehind()) catchUp().catch(reject)
    else if (message) reader.say(message)
    else sayStanding().catch(reject)
  })
  try {
    sayStanding().catch(reject)
    if (!signal.aborted) await left
  } finally {
    stop()
  }

  async function catchUp(): Promise<void> {
    state.isCatchingUp = true
    // It is written out behind all that waits, and so its end says that the reader has come along.
    await reader.sayInTurn({ type: 'catching_up', channel })
    state.isCatchingUp = false
    if (standing) return sayStanding()
    if (state.isLeftOut) reader.say({ type: 'catching_up', channel })
    state.isLeftOut = false
  }

  /** Asked while it is being read, it is read once more. */
  async function sayStanding(): Promise<void> {
    state.isAskedAgain = true
    if (!standing || state.isAsking) return
    state.isAsking = true
    try {
      while (state.isAskedAgain && !signal.aborted) {
        state.isAskedAgain = false
        const message = await standing()
        if (!signal.aborted) reader.say(message)
      }
    } finally {
      state.isAsking = false
    }
  }
}
