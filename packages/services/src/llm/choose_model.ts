/** One that talks, if there is one; many providers list those that hear, paint and judge beside them. */
export const chooseModel = (models: readonly string[]): string | undefined =>
  models.find(
    (name) => !/embed|whisper|tts|audio|realtime|dall-e|image|moderation|rerank|sora|transcribe/i.test(name),
  ) ?? models.find(isEmbedding)

export const isEmbedding = (model: string): boolean => /embed/i.test(model)
