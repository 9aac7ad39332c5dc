export { createGraphqlService } from './graphql_service.ts'
