/** What became of the functions that a workflow brought along. */
export interface BroughtFunctions {
  /** Names of the functions that were made. */
  imported: string[]
  /** Functions that have another name here, since another function had theirs. */
  renamed: { name: string; here: string }[]
}

const IMPORTED = 'x-functions-imported'
const RENAMED = 'x-functions-renamed'

/** As headers of an answer, since the document itself holds no functions; none where nothing became of any. */
export const functionHeaders = ({ imported, renamed }: BroughtFunctions): Record<string, string> => ({
  ...(imported.length > 0 && { [IMPORTED]: imported.join(', ') }),
  ...(renamed.length > 0 && { [RENAMED]: renamed.map(({ name, here }) => `${name}=${here}`).join(', ') }),
})

/** What such headers say. */
export const broughtFunctions = (headers: Headers): BroughtFunctions => ({
  imported: listed(headers.get(IMPORTED)),
  renamed: listed(headers.get(RENAMED)).map((pair) => {
    const [name = '', here = ''] = pair.split('=')
    return { name, here }
  }),
})

const listed = (value: string | null): string[] => value?.split(',').map((each) => each.trim()) ?? []
