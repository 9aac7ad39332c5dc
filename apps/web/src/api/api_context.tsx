import { type Call, createClient } from '@llamanexus/contract'
import { createContext, type ReactNode, useContext } from 'react'
import { createEventSocket, type EventSocket } from './event_socket.ts'

/** The way to the server: calls and events. */
export interface Api {
  readonly call: Call
  readonly socket: EventSocket
}

const ApiContext = createContext<Api | undefined>(undefined)

export const ApiProvider = ({ api, children }: { api: Api; children: ReactNode }) => (
  <ApiContext.Provider value={api}>{children}</ApiContext.Provider>
)

export const useApi = (): Api => {
  const api = useContext(ApiContext)
  if (!api) throw new Error('There is no server above this component: wrap it in <ApiProvider>.')
  return api
}

/** The server that the page came from. */
export const createBrowserApi = (): Api => ({
  call: createClient(),
  socket: createEventSocket({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/ws`,
  }),
})
