// The build puts the whole library in the place of this file: one module instead of eighty, which each command would wait for.
export { Composer, CST, isAlias, isMap, isScalar, isSeq, Lexer, Parser } from 'yaml';
export type { Alias, Document, Node, Scalar, YAMLMap } from 'yaml';
