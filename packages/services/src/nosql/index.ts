export { createNoSqlService } from './nosql_service.ts'
