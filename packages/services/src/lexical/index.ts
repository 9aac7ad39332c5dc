export { LEXICAL, lexicalVector } from './lexical_vector.ts'
export { queryTerms, type Term, termsOf } from './terms_of.ts'
