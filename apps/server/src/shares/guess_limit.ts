/** Calls that one address may make with tokens, where the server limits calls at all: people look, programs would guess. */
export const guessLimit = { rateLimit: { max: 120, timeWindow: '1 minute' } }
