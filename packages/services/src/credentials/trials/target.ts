/** Where a driver connects to. */
export interface Target {
  /** As it was written: the name in the certificate. */
  host: string
  port: number
  /** The address that was checked, and the only one to connect to. */
  address: string
}
