import type { NodeTypeInfo } from '@llamanexus/workflow'

/** What a node type is found by beside its name and description. */
export const searchedWords = ({ type, category, keywords = [] }: NodeTypeInfo, ...more: string[]): string =>
  [type, category, ...keywords, ...more].join(' ')
