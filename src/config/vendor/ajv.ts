// The build puts the whole library in the place of this file: one module instead of a hundred, which each command would wait for.
export { Ajv } from 'ajv';
export type { ErrorObject, ValidateFunction } from 'ajv';
