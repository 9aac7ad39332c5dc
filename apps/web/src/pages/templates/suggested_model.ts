import type { ModelSummary } from '@llamanexus/contract'

/** The default model; where that is the builtin one still, the first that talks of a server that is there. */
export const suggestedModel = (models: readonly ModelSummary[], standard: string): string => {
  if (standard !== 'builtin') return standard
  const talking = models.find(
    ({ id, provider }) => provider !== 'builtin' && !/embed|rerank|whisper|tts/i.test(id),
  )
  return talking?.id ?? standard
}
