/** A document, or what holds one, in which `{server_url}` has become the server's own address. */
export const addressed = <T extends object>(general: T, serverUrl: string): T =>
  JSON.parse(JSON.stringify(general).replaceAll('{server_url}', serverUrl)) as T
