export { LEXICAL, lexicalVector, vectorOfTerms } from './lexical_vector.ts'
export { queryTerms, type Term, termsOf } from './terms_of.ts'
