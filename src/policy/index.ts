export { loadPolicies, type LoadedPolicies } from './load/load.ts';
export { valueFault } from './lint/checks/given-values.ts';
export { isSwitch, secretsIn } from './lint/checks/secrets.ts';
export { readValues } from './load/value-files.ts';
export type { LoadRequest } from './load/request.ts';
export type { PolicyFile } from './yaml/document.ts';
