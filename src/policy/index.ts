export { loadPolicies, type Loaded } from './load.ts';
export { isSwitch, secretsIn } from './rules/secrets.ts';
export type { LoadRequest } from './request.ts';
export type { PolicyFile } from './source.ts';
