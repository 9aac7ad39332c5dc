import { createContext, useContext } from 'react'

/** Whether the fields below only show what they hold: for those that a disabled `<fieldset>` does not reach. */
export const ReadOnlyContext = createContext(false)

export const useReadOnly = (): boolean => useContext(ReadOnlyContext)
