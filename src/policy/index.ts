export { loadPolicies, type LoadedPolicies } from './load/load.ts';
export { isSwitch, secretsIn } from './lint/checks/secrets.ts';
export type { LoadRequest } from './load/request.ts';
export type { PolicyFile } from './yaml/document.ts';
