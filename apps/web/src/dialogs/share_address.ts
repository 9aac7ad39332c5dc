import type { Share } from '@llamanexus/contract'

/**
 * Where a share is looked at: at the address that this page was opened at, for behind a proxy only the browser may know it.
 * One of this machine leads others nowhere: then the address counts that the server tells others.
 */
export const shareAddress = ({ token, url }: Pick<Share, 'token' | 'url'>, page: URL): string =>
  url !== '' && isOfThisMachine(page.hostname) ? url : `${page.origin}/share/${token}`

/** Whether a host is this very machine to whoever calls it. */
export const isOfThisMachine = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname)
