import type { FastifyRequest } from 'fastify'
import type { App } from './app.ts'

/**
 * The address that others are told to reach this server at, without a slash at its end: the one that it is set up with, else
 * the one that the caller has used. What a proxy says of that has been believed, or not, by then.
 */
export const toldAddress = ({ public_url }: Pick<App, 'public_url'>, request: FastifyRequest): string =>
  public_url ?? `${request.protocol === 'https' ? 'https' : 'http'}://${request.host}`
