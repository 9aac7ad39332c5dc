/** A rough count: words, in pieces of at most six letters, and punctuation marks. Deterministic, made for no model in particular. */
export function countTokens(text: string): number {
  return text.match(/[\p{L}\p{N}]{1,6}|[^\s\p{L}\p{N}]/gu)?.length ?? 0
}
