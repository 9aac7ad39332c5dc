export { createShellService, type ShellServiceOptions } from './shell_service.ts'
