import { createFilterOptions } from '@mui/material/Autocomplete'
import type { Pick } from './picker_kinds.ts'

/** More than anybody reads through; typing narrows them down. */
const SHOWN = 100

/** Finds picks by any word of what is shown of them: the name, the path, the description. */
export const pickFilter = (picks: ReadonlyMap<string, Pick>) => {
  const one = createFilterOptions<string>({
    stringify: (value) => {
      const { label = '', detail = '' } = picks.get(value) ?? {}
      return `${value} ${label} ${detail}`
    },
  })
  return (options: string[], state: Parameters<typeof one>[1]): string[] =>
    state.inputValue
      .split(/\s+/)
      .filter(Boolean)
      .reduce((left, word) => one(left, { ...state, inputValue: word }), options)
      .slice(0, SHOWN)
}
