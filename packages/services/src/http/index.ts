export type { AddressPolicy } from './address_guard.ts'
export { createHostGuard, type HostGuard } from './host_guard.ts'
export { createHttpService, type HttpServiceOptions } from './http_service.ts'
export { type ProxyFor, type ProxyTexts, proxySettings } from './proxy_settings.ts'
