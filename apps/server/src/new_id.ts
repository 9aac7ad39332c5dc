import { randomUUID } from 'node:crypto'

/** A new id, `run_mg3k9x1c2f9a4b7c8d0e`: it starts with the time, so that what is made together is stored together. */
export const newId = (prefix: string): string =>
  `${prefix}_${Date.now().toString(36)}${randomUUID().slice(-12)}`
