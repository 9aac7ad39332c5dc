export type { AddressPolicy } from './address_guard.ts'
export { createHttpService, type HttpServiceOptions } from './http_service.ts'
